//go:build !purego

package kernel

func depthwise(dst, src, w []float32, taps []int32, rows, cols, srcRow, step, dstRow int, f *Finish) {
	if level == PureGo {
		depthwiseGo(dst, src, w, taps, rows, cols, srcRow, step, dstRow, f)
		return
	}
	kernel := depthwiseAVX2
	if level == AVX512 {
		kernel = depthwiseAVX512
	}
	bias, addend, mode := f.operands(&dst[0], 0, 0)
	low, high := f.bounds()
	kernel(&dst[0], &src[0], &w[0], bias, addend, &taps[0], uint64(len(taps)),
		uint64(rows), uint64(cols), uint64(srcRow*4), uint64(step*4), uint64(dstRow*4), mode, low, high)
}
