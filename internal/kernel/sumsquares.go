package kernel

import "fmt"

// squaresBlock is the number of values whose squares SumSquares adds in float32.
const squaresBlock = 64 * Lane

// SumSquares adds up the squares of contiguous values. Each block of 1024 values
// is summed in float32, in 16 lanes, and the lanes in float64:
//
//	for b := 0; b < len(src); b += 1024 {
//		var lanes [16]float32
//		for i, v := range src[b:min(b+1024, len(src))] {
//			lanes[i%16] += v * v
//		}
//		for _, l := range lanes {
//			sum += float64(l)
//		}
//	}
//
// The relative error is at most about 64 roundings of float32 (4e-6), whatever
// the length. A square beyond the range of float32 makes the sum infinite. The
// result is the same bits on every processor. It panics if the length is no multiple of 16.
func SumSquares(src []float32) (sum float64) {
	if len(src)%Lane != 0 {
		panic(fmt.Sprintf("kernel: SumSquares: %d values", len(src)))
	}
	for len(src) > 0 {
		n := min(squaresBlock, len(src))
		var lanes [Lane]float32
		sumSquares(&lanes, src[:n])
		for _, l := range lanes {
			sum += float64(l)
		}
		src = src[n:]
	}
	return sum
}

// sumSquaresGo is the reference of one block of SumSquares. The conversion keeps
// compilers of other processors from fusing the product with the sum.
func sumSquaresGo(lanes *[Lane]float32, src []float32) {
	for i := 0; i < len(src); i += Lane {
		for j, v := range (*[Lane]float32)(src[i:]) {
			lanes[j] += float32(v * v)
		}
	}
}
