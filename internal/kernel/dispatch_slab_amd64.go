//go:build !purego

package kernel

func lerp(dst, src []float32, t float32) {
	if level == PureGo {
		lerpGo(dst, src, t)
		return
	}
	lerpAVX2(&dst[0], &src[0], uint64(len(dst)/Lane), t)
}

func sumSquares(lanes *[Lane]float32, src []float32) {
	if level == PureGo {
		sumSquaresGo(lanes, src)
		return
	}
	sumSquaresAVX2(&lanes[0], &src[0], uint64(len(src)/Lane))
}
