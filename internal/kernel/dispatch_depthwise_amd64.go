//go:build !purego

package kernel

func depthwise(dst, src, w []float32, taps []int32, rows, cols, srcRow, step, dstRow int, f *Finish) {
	if level == PureGo {
		depthwiseGo(dst, src, w, taps, rows, cols, srcRow, step, dstRow, f)
		return
	}
	side, stride := 1, 0
	if level == AVX512 {
		side, stride = tapRows(taps, step)
	}
	kernel := depthwiseAVX2x1
	switch {
	case side == 3 && stride == 1:
		kernel = depthwiseAVX512x3by1
	case side == 3:
		kernel = depthwiseAVX512x3by2
	case side == 5 && stride == 1:
		kernel = depthwiseAVX512x5by1
	case side == 5:
		kernel = depthwiseAVX512x5by2
	case level == AVX512:
		kernel = depthwiseAVX512x1
	}
	bias, addend, mode := f.operands(&dst[0], 0, 0)
	low, high := f.bounds()
	kernel(&dst[0], &src[0], &w[0], bias, addend, &taps[0], uint64(len(taps)/side),
		uint64(rows), uint64(cols), uint64(srcRow*4), uint64(step*4), uint64(dstRow*4), mode, low, high)
}

// tapRows gives the length of the rows of neighbours that taps stand in, 3 or 5, and how
// many inputs an output begins after the one before, 1 or 2, for which outputs side by
// side share inputs; 1 and 0 for any others.
func tapRows(taps []int32, step int) (side, stride int) {
	if step != Lane && step != 2*Lane {
		return 1, 0
	}
	for _, side := range []int{3, 5} {
		if inRowsOf(side, taps) {
			return side, step / Lane
		}
	}
	return 1, 0
}

// inRowsOf reports whether taps stand in rows of `side` neighbours.
func inRowsOf(side int, taps []int32) bool {
	if len(taps)%side != 0 {
		return false
	}
	for i, t := range taps {
		if i%side > 0 && t != taps[i-1]+Lane {
			return false
		}
	}
	return true
}
