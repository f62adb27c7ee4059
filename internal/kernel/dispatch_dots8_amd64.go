//go:build !purego

package kernel

func dots8(c []float32, x []int16, factor float32, scale, bias []float32, y []int8) {
	pairs, groups := uint64(len(x)/2), uint64(len(c)/Dots8Group)
	switch level {
	case AVX512:
		dots8AVX512(&c[0], &x[0], factor, &scale[0], &bias[0], &y[0], pairs, groups)
	case AVX2:
		dots8AVX2(&c[0], &x[0], factor, &scale[0], &bias[0], &y[0], pairs, groups)
	default:
		dots8Go(c, x, factor, scale, bias, y)
	}
}
