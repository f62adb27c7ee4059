//go:build !purego

package kernel

func lerp(dst, src []float32, t float32) {
	switch level {
	case PureGo:
		lerpGo(dst, src, t)
	case AVX2:
		lerpAVX2(&dst[0], &src[0], uint64(len(dst)/Lane), t)
	default:
		lerpAVX512(&dst[0], &src[0], uint64(len(dst)/Lane), t)
	}
}

func sumSquares(lanes *[Lane]float32, src []float32) {
	switch level {
	case PureGo:
		sumSquaresGo(lanes, src)
	case AVX2:
		sumSquaresAVX2(&lanes[0], &src[0], uint64(len(src)/Lane))
	default:
		sumSquaresAVX512(&lanes[0], &src[0], uint64(len(src)/Lane))
	}
}
