//go:build !purego

package kernel

func relu(dst, x []float32) {
	if level == PureGo {
		reluGo(dst, x)
		return
	}
	reluAVX2(&dst[0], &x[0], uint64(len(dst)/Lane))
}

func reluGrad(dst, dy, y []float32) {
	if level == PureGo {
		reluGradGo(dst, dy, y)
		return
	}
	reluGradAVX2(&dst[0], &dy[0], &y[0], uint64(len(dst)/Lane))
}

func add(dst, src []float32) {
	if level == PureGo {
		addGo(dst, src)
		return
	}
	addAVX2(&dst[0], &src[0], uint64(len(dst)/Lane))
}

func addReLU(dst, x, y []float32) {
	if level == PureGo {
		addReLUGo(dst, x, y)
		return
	}
	addReLUAVX2(&dst[0], &x[0], &y[0], uint64(len(dst)/Lane))
}
