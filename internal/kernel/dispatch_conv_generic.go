//go:build !amd64 || purego

package kernel

func conv(c, a, b, bias []float32, w *Window, rows, aCapacity, cCapacity, k, n int, ep ConvEpilogue) {
	convGo(c, a, b, bias, w, rows, aCapacity, cCapacity, k, n, ep)
}

func convGrad(c, x, dy []float32, w *Window, rows, cStride int, more bool) {
	convGradGo(c, x, dy, w, rows, cStride, more)
}
