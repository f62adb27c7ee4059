package kernel

import "fmt"

// Add adds contiguous values:
//
//	for i := range dst {
//		dst[i] += src[i]
//	}
//
// It panics if the lengths differ or are no multiple of 16.
func Add(dst, src []float32) {
	if len(src) != len(dst) || len(dst)%Lane != 0 {
		panic(fmt.Sprintf("kernel: Add: %d values to %d", len(src), len(dst)))
	}
	if len(dst) > 0 {
		add(dst, src)
	}
}

// addGo is the reference of Add.
func addGo(dst, src []float32) {
	for i, v := range src {
		dst[i] += v
	}
}

// AddReLU adds contiguous values and applies ReLU, the end of a residual block:
//
//	for i := range dst {
//		dst[i] = max(x[i]+y[i], 0) // NaN stays NaN
//	}
//
// dst may be x or y. It panics if the lengths differ or are no multiple of 16.
func AddReLU(dst, x, y []float32) {
	if len(x) != len(dst) || len(y) != len(dst) || len(dst)%Lane != 0 {
		panic(fmt.Sprintf("kernel: AddReLU: %d and %d values to %d", len(x), len(y), len(dst)))
	}
	if len(dst) > 0 {
		addReLU(dst, x, y)
	}
}

// addReLUGo is the reference of AddReLU.
func addReLUGo(dst, x, y []float32) {
	for i, v := range x {
		s := v + y[i]
		if 0 > s {
			s = 0
		}
		dst[i] = s
	}
}
