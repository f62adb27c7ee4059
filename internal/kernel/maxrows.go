package kernel

import (
	"fmt"
	"math"
)

// MaxRows takes the largest of some rows of one panel for each output row, the
// forward pass of a maximum over windows. Row in[t*rows+i] of src is what tap t
// of output row i reads:
//
//	for i := range rows {
//		for j := range 16 {
//			m := src[in[i]*16+j]
//			for t := 1; t < taps; t++ {
//				m = max(m, src[in[t*rows+i]*16+j]) // NaN if one is NaN
//			}
//			dst[i*16+j] = m
//		}
//	}
//
// dst must not overlap src. It panics if taps < 1, a slice is too short or in
// names a row that src does not have.
func MaxRows(dst, src []float32, in []int32, taps, rows int) {
	checkTaps("MaxRows", len(dst), len(in), taps, rows)
	if rows > 0 {
		maxRows(dst, src, in, taps, rows)
	}
}

// maxRowsGo is the reference of MaxRows.
func maxRowsGo(dst, src []float32, in []int32, taps, rows int) {
	for i := range rows {
		m := (*[Lane]float32)(dst[i*Lane:])
		*m = *rowOf(src, in[i])
		for t := 1; t < taps; t++ {
			for j, v := range rowOf(src, in[t*rows+i]) {
				if v > m[j] || math.IsNaN(float64(v)) {
					m[j] = v
				}
			}
		}
	}
}

// MaxRowsGrad hands each gradient dy of MaxRows to the input that was the
// largest, the first of equal ones, and adds it to dx. src, dst and in are those of MaxRows:
//
//	for i := range rows {
//		for j := range 16 {
//			g := dy[i*16+j]
//			for t := range taps {
//				if at := in[t*rows+i]*16 + j; src[at] == dst[i*16+j] {
//					dx[at] += g
//					g = 0
//				}
//			}
//		}
//	}
//
// A maximum of NaN hands nothing on. dx must overlap none of the others. It
// panics if taps < 1, a slice is too short or in names a row that src or dx does
// not have.
func MaxRowsGrad(dx, dy, src, dst []float32, in []int32, taps, rows int) {
	checkTaps("MaxRowsGrad", min(len(dy), len(dst)), len(in), taps, rows)
	if rows > 0 {
		maxRowsGrad(dx, dy, src, dst, in, taps, rows)
	}
}

// maxRowsGradGo is the reference of MaxRowsGrad. Like the assembly it adds a 0
// to the inputs that get nothing.
func maxRowsGradGo(dx, dy, src, dst []float32, in []int32, taps, rows int) {
	for i := range rows {
		rest, m := [Lane]float32(dy[i*Lane:]), (*[Lane]float32)(dst[i*Lane:])
		for t := range taps {
			row := in[t*rows+i]
			d := rowOf(dx, row)
			for j, v := range rowOf(src, row) {
				var g float32
				if v == m[j] {
					g, rest[j] = rest[j], 0
				}
				d[j] += g
			}
		}
	}
}

// rowOf is one row of a panel.
func rowOf(panel []float32, row int32) *[Lane]float32 {
	return (*[Lane]float32)(panel[int(row)*Lane:])
}

// checkTaps panics if rows of 16 do not fit into values, or their taps into indexes.
func checkTaps(what string, values, indexes, taps, rows int) {
	if taps < 1 || values < rows*Lane || indexes < taps*rows {
		panic(fmt.Sprintf("kernel: %s: %d rows of %d taps with %d values and %d indexes", what, rows, taps, values, indexes))
	}
}
