package kernel

import "fmt"

// Dots8Group is how many columns Dots8 computes together.
const Dots8Group = 64

// Dots8 computes inner products of one row with columns of whole numbers of 8 bits, a quarter of
// the memory of float32, each times a scale. y is [len(c)/64][len(x)][64]:
//
//	for j := range c {
//		var s float32
//		for t, v := range x {
//			s += v * float32(y[(j/64*len(x)+t)*64+j%64])
//		}
//		c[j] = scale[j] * s
//	}
//
// It panics if c is no multiple of 64, x is empty or a slice is too short.
func Dots8(c, x, scale []float32, y []int8) {
	if len(c)%Dots8Group != 0 || len(x) == 0 || len(scale) < len(c) || len(y) < len(c)*len(x) {
		panic(fmt.Sprintf("kernel: Dots8: %d columns of %d values with %d scales and %d values", len(c), len(x), len(scale), len(y)))
	}
	if len(c) > 0 {
		dots8(c, x, scale, y)
	}
}

// dots8Go is the reference of Dots8.
func dots8Go(c, x, scale []float32, y []int8) {
	for g := 0; g < len(c); g += Dots8Group {
		var s [Dots8Group]float32
		for t, v := range x {
			for j, q := range (*[Dots8Group]int8)(y[g*len(x)+t*Dots8Group:]) {
				s[j] += v * float32(q)
			}
		}
		for j, v := range s {
			c[g+j] = scale[g+j] * v
		}
	}
}
