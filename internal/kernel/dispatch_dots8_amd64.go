//go:build !purego

package kernel

func dots8(c, x, scale []float32, y []int8) {
	if level == PureGo {
		dots8Go(c, x, scale, y)
		return
	}
	dots8AVX2(&c[0], &x[0], &scale[0], &y[0], uint64(len(x)), uint64(len(c)/Dots8Group))
}
