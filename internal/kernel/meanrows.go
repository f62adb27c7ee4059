package kernel

// MeanRows takes the mean of some rows of one panel for each output row, the
// forward pass of a mean over windows. Row in[t*rows+i] of src is what tap t of
// output row i reads:
//
//	for i := range rows {
//		for j := range 16 {
//			s := src[in[i]*16+j]
//			for t := 1; t < taps; t++ {
//				s += src[in[t*rows+i]*16+j]
//			}
//			dst[i*16+j] = s / float32(taps)
//		}
//	}
//
// dst must not overlap src. The result is the same bits on every processor. It
// panics if taps < 1, a slice is too short or in names a row that src does not have.
func MeanRows(dst, src []float32, in []int32, taps, rows int) {
	checkTaps("MeanRows", len(dst), len(in), taps, rows)
	if rows > 0 {
		meanRows(dst, src, in, taps, rows)
	}
}

// meanRowsGo is the reference of MeanRows.
func meanRowsGo(dst, src []float32, in []int32, taps, rows int) {
	for i := range rows {
		s := (*[Lane]float32)(dst[i*Lane:])
		*s = *rowOf(src, in[i])
		for t := 1; t < taps; t++ {
			for j, v := range rowOf(src, in[t*rows+i]) {
				s[j] += v
			}
		}
		for j := range s {
			s[j] /= float32(taps)
		}
	}
}

// MeanRowsGrad shares each gradient dy of MeanRows among its inputs:
//
//	for i := range rows {
//		for t := range taps {
//			for j := range 16 {
//				dx[in[t*rows+i]*16+j] += dy[i*16+j] / float32(taps)
//			}
//		}
//	}
//
// dx must not overlap dy. The result is the same bits on every processor. It
// panics if taps < 1, a slice is too short or in names a row that dx does not have.
func MeanRowsGrad(dx, dy []float32, in []int32, taps, rows int) {
	checkTaps("MeanRowsGrad", len(dy), len(in), taps, rows)
	if rows > 0 {
		meanRowsGrad(dx, dy, in, taps, rows)
	}
}

// meanRowsGradGo is the reference of MeanRowsGrad.
func meanRowsGradGo(dx, dy []float32, in []int32, taps, rows int) {
	for i := range rows {
		g := [Lane]float32(dy[i*Lane:])
		for j := range g {
			g[j] /= float32(taps)
		}
		for t := range taps {
			d := rowOf(dx, in[t*rows+i])
			for j := range d {
				d[j] += g[j]
			}
		}
	}
}
