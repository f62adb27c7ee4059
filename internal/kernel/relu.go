package kernel

import "fmt"

// ReLU writes max(x, 0) for contiguous values:
//
//	for i := range dst {
//		dst[i] = max(x[i], 0) // NaN stays NaN
//	}
//
// dst may be x. It panics if the lengths differ or are no multiple of 16.
func ReLU(dst, x []float32) {
	if len(x) != len(dst) || len(dst)%Lane != 0 {
		panic(fmt.Sprintf("kernel: ReLU: %d values to %d", len(x), len(dst)))
	}
	if len(dst) > 0 {
		relu(dst, x)
	}
}

// reluGo is the reference of ReLU.
func reluGo(dst, x []float32) {
	for i, v := range x {
		if 0 > v {
			v = 0
		}
		dst[i] = v
	}
}

// ReLUGrad lets a gradient through where the output y of a ReLU is above 0:
//
//	for i := range dst {
//		dst[i] = dy[i] // 0 unless y[i] > 0
//	}
//
// dst may be dy or y. It panics if the lengths differ or are no multiple of 16.
func ReLUGrad(dst, dy, y []float32) {
	if len(dy) != len(dst) || len(y) != len(dst) || len(dst)%Lane != 0 {
		panic(fmt.Sprintf("kernel: ReLUGrad: %d and %d values to %d", len(dy), len(y), len(dst)))
	}
	if len(dst) > 0 {
		reluGrad(dst, dy, y)
	}
}

// reluGradGo is the reference of ReLUGrad.
func reluGradGo(dst, dy, y []float32) {
	for i, g := range dy {
		if !(y[i] > 0) {
			g = 0
		}
		dst[i] = g
	}
}
