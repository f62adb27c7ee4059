//go:build !purego

package kernel

// A convolution has no AVX-512 form yet: AVX2 serves those processors too.

func conv(c, a, b, bias []float32, w *Window, rows, aCapacity, cCapacity, k, n int, ep ConvEpilogue) {
	if level == PureGo {
		convGo(c, a, b, bias, w, rows, aCapacity, cCapacity, k, n, ep)
		return
	}
	biasp := &c[0]
	for p := range n / Lane {
		if ep == ConvBias || ep == ConvBiasReLU {
			biasp = &bias[p*Lane]
		}
		cp, bp := &c[p*cCapacity*Lane], &b[p*w.Taps*k*Lane]
		for i := 0; i < rows; i += ConvTile {
			convAVX2(cp, &a[0], bp, biasp, &w.In[i], &w.Out[i],
				uint64(len(w.Out)*4), uint64(w.Taps), uint64(k/Lane), uint64(aCapacity*rowBytes), uint64(ep))
		}
	}
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
