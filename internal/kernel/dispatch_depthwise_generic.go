//go:build !amd64 || purego

package kernel

func depthwise(dst, src, w []float32, taps []int32, rows, cols, srcRow, step, dstRow int, f *Finish) {
	depthwiseGo(dst, src, w, taps, rows, cols, srcRow, step, dstRow, f)
}
