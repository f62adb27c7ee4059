//go:build !purego

package kernel

func relu(dst, x []float32) {
	switch level {
	case PureGo:
		reluGo(dst, x)
	case AVX2:
		reluAVX2(&dst[0], &x[0], uint64(len(dst)/Lane))
	default:
		reluAVX512(&dst[0], &x[0], uint64(len(dst)/Lane))
	}
}

func reluGrad(dst, dy, y []float32) {
	switch level {
	case PureGo:
		reluGradGo(dst, dy, y)
	case AVX2:
		reluGradAVX2(&dst[0], &dy[0], &y[0], uint64(len(dst)/Lane))
	default:
		reluGradAVX512(&dst[0], &dy[0], &y[0], uint64(len(dst)/Lane))
	}
}

func add(dst, src []float32) {
	switch level {
	case PureGo:
		addGo(dst, src)
	case AVX2:
		addAVX2(&dst[0], &src[0], uint64(len(dst)/Lane))
	default:
		addAVX512(&dst[0], &src[0], uint64(len(dst)/Lane))
	}
}

func addReLU(dst, x, y []float32) {
	switch level {
	case PureGo:
		addReLUGo(dst, x, y)
	case AVX2:
		addReLUAVX2(&dst[0], &x[0], &y[0], uint64(len(dst)/Lane))
	default:
		addReLUAVX512(&dst[0], &x[0], &y[0], uint64(len(dst)/Lane))
	}
}
