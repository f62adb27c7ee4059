//go:build !purego

package kernel

func largestBits(x []float32) uint32 {
	if level == PureGo {
		return largestBitsGo(x)
	}
	return largestBitsAVX2(&x[0], uint64(len(x)/roundStep))
}

func roundBytes(dst []uint8, x []float32, inverse float32, scale float64, sums *roundSums) {
	if level == PureGo {
		roundBytesGo(dst, x, inverse, scale, sums)
		return
	}
	roundBytesAVX2(&dst[0], &x[0], uint64(len(x)/roundStep), inverse, scale, &sums.square[0], &sums.lost[0])
}
