//go:build !purego

package kernel

func conv(c, a, b []float32, w *Window, from, to, aStride, cCapacity, k, n int, f *Finish) {
	convGo(c, a, b, w, from, to, aStride, cCapacity, k, n, f)
}

func convGrad(c, x, dy []float32, w *Window, rows, cStride int, more bool) {
	if level == PureGo {
		convGradGo(c, x, dy, w, rows, cStride, more)
		return
	}
	// Pieces of rows stay in the first-level cache while all taps pass over them.
	for lo := 0; lo < rows; lo += gradRows {
		n := min(gradRows, rows-lo)
		var load uint64
		if more || lo > 0 {
			load = 1
		}
		for t := range w.Taps {
			in := &w.In[t*len(w.Out)+lo]
			for q := 0; q < Lane; q += 4 {
				convGradAVX2(&c[t*cStride+q*Lane], &x[q], &dy[lo*Lane], in, uint64(n), load)
			}
		}
	}
}
