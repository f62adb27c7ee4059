package kernel

import "fmt"

const (
	// Dots8Group is how many columns Dots8 computes together.
	Dots8Group = 64
	// MostDots8 is how much the absolute values of a row of Dots8 may sum up to, so that no sum
	// of products leaves 32 bits.
	MostDots8 = 1<<24 - 1
)

// Dots8 computes inner products of one row of whole numbers with columns of whole numbers of 8
// bits, a quarter of the memory of float32, each times two scales and added to its bias. Values
// lie in pairs, y being [len(c)/64][len(x)/2][64][2]:
//
//	for j := range c {
//		var s int32
//		for t, v := range x {
//			s += v * y[((j/64*len(x)/2+t/2)*64+j%64)*2+t%2]
//		}
//		c[j] = bias[j] + float32(s)*scale[j]*factor
//	}
//
// The result is the same on every processor. The absolute values of x sum up to MostDots8 at
// most; that is not checked. It panics if len(c) is no multiple of 64, len(x) is odd or 0, or a
// slice is too short.
func Dots8(c []float32, x []int16, factor float32, scale, bias []float32, y []int8) {
	if len(c)%Dots8Group != 0 || len(x) == 0 || len(x)%2 != 0 || len(scale) < len(c) || len(bias) < len(c) || len(y) < len(c)*len(x) {
		panic(fmt.Sprintf("kernel: Dots8: %d columns of %d values with %d scales, %d biases and %d values", len(c), len(x), len(scale), len(bias), len(y)))
	}
	if len(c) > 0 {
		dots8(c, x, factor, scale, bias, y)
	}
}

// dots8Go is the reference of Dots8.
func dots8Go(c []float32, x []int16, factor float32, scale, bias []float32, y []int8) {
	for g := 0; g < len(c); g += Dots8Group {
		var s [Dots8Group]int32
		for t := 0; t < len(x); t += 2 {
			q := (*[2 * Dots8Group]int8)(y[g*len(x)+t*Dots8Group:])
			for j := range s {
				s[j] += int32(x[t])*int32(q[2*j]) + int32(x[t+1])*int32(q[2*j+1])
			}
		}
		for j, v := range s {
			c[g+j] = bias[g+j] + float32(float32(float32(v)*scale[g+j])*factor)
		}
	}
}
