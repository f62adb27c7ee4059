package kernel

import "fmt"

// Lerp moves contiguous values toward src by a share of the way, for a moving
// average of weights:
//
//	for i := range dst {
//		dst[i] += t * (src[i] - dst[i])
//	}
//
// t is 0 to 1. The result is the same bits on every processor. It panics if the
// lengths differ or are no multiple of 16.
func Lerp(dst, src []float32, t float32) {
	if len(src) != len(dst) || len(dst)%Lane != 0 {
		panic(fmt.Sprintf("kernel: Lerp: %d values to %d", len(src), len(dst)))
	}
	if len(dst) > 0 {
		lerp(dst, src, t)
	}
}

// lerpGo is the reference of Lerp. The conversion keeps compilers of other
// processors from fusing the product with the sum.
func lerpGo(dst, src []float32, t float32) {
	for i, v := range src {
		dst[i] += float32(t * (v - dst[i]))
	}
}
