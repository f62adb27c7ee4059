//go:build !purego

package kernel

func depthwise(dst, src, w []float32, taps []int32, rows, cols, srcRow, step, dstRow int, f *Finish) {
	if level == PureGo {
		depthwiseGo(dst, src, w, taps, rows, cols, srcRow, step, dstRow, f)
		return
	}
	kernel, count := depthwiseAVX2x1, len(taps)
	if level == AVX512 {
		switch {
		case inRowsOf(3, taps, step):
			kernel, count = depthwiseAVX512x3, count/3
		case inRowsOf(5, taps, step):
			kernel, count = depthwiseAVX512x5, count/5
		default:
			kernel = depthwiseAVX512x1
		}
	}
	bias, addend, mode := f.operands(&dst[0], 0, 0)
	low, high := f.bounds()
	kernel(&dst[0], &src[0], &w[0], bias, addend, &taps[0], uint64(count),
		uint64(rows), uint64(cols), uint64(srcRow*4), uint64(step*4), uint64(dstRow*4), mode, low, high)
}

// inRowsOf reports whether taps stand in rows of `side` neighbours, as far apart as the
// inputs of outputs side by side.
func inRowsOf(side int, taps []int32, step int) bool {
	if step != Lane || len(taps)%side != 0 {
		return false
	}
	for i, t := range taps {
		if i%side > 0 && t != taps[i-1]+Lane {
			return false
		}
	}
	return true
}
