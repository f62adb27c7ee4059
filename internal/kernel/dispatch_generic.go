//go:build !amd64 || purego

package kernel

func detect() Level { return PureGo }

func mul(c, a, b []float32, rows, capacity, k, n int, f *Finish, mask []float32) {
	mulGo(c, a, b, rows, capacity, k, n, f, mask)
}

func grad(c, x, dy []float32, counts []int32, capacity, xChunk, dyChunk int, b GradBlock, more bool) {
	gradGo(c, x, dy, counts, capacity, xChunk, dyChunk, b, more)
}

func adam(w, m, v, g []float32, s AdamStep) { adamGo(w, m, v, g, s) }

func fill(dst []float32, src []uint8, panels, capacity int) { fillGo(dst, src, panels, capacity) }

func transpose(dst, src []float32, blocks, dstStride, srcStride int) {
	transposeGo(dst, src, blocks, dstStride, srcStride)
}

func sumRows(dst, src []float32, rows int) { sumRowsGo(dst, src, rows) }

func peak(loops int) float64 { return peakGo(loops) }
