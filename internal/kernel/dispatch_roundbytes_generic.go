//go:build !amd64 || purego

package kernel

func largestBits(x []float32) uint32 { return largestBitsGo(x) }

func roundBytes(dst []uint8, x []float32, inverse float32, scale float64, sums *roundSums) {
	roundBytesGo(dst, x, inverse, scale, sums)
}
