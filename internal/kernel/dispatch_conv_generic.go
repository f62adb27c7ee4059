//go:build !amd64 || purego

package kernel

func conv(c, a, b []float32, w *Window, from, to, aStride, cCapacity, k, n int, f *Finish) {
	convGo(c, a, b, w, from, to, aStride, cCapacity, k, n, f)
}

func convGrad(c, x, dy []float32, w *Window, rows, cStride int, more bool) {
	convGradGo(c, x, dy, w, rows, cStride, more)
}
