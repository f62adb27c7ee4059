package kernel

import (
	"fmt"
	"math"
)

// ScaleShift scales and shifts each lane of one panel, the forward pass of a
// normalisation, and applies ReLU on request:
//
//	for i := range rows {
//		for j := range 16 {
//			s := src[i*16+j]*scale[j] + shift[j] // one rounding in assembly
//			if relu {
//				s = max(s, 0) // NaN stays NaN
//			}
//			dst[i*16+j] = s
//		}
//	}
//
// dst may be src. It panics if a slice is too short.
func ScaleShift(dst, src, scale, shift []float32, rows int, relu bool) {
	if len(dst) < rows*Lane || len(src) < rows*Lane || len(scale) < Lane || len(shift) < Lane {
		panic(fmt.Sprintf("kernel: ScaleShift: %d rows in %d values to %d, by %d and %d",
			rows, len(src), len(dst), len(scale), len(shift)))
	}
	if rows <= 0 {
		return
	}
	floor := float32(math.Inf(-1))
	if relu {
		floor = 0
	}
	scaleShift(dst, src, scale, shift, rows, floor)
}

// scaleShiftGo is the reference of ScaleShift: no result is below floor.
func scaleShiftGo(dst, src, scale, shift []float32, rows int, floor float32) {
	a, b := (*[Lane]float32)(scale), (*[Lane]float32)(shift)
	for i := range rows {
		d, x := (*[Lane]float32)(dst[i*Lane:]), (*[Lane]float32)(src[i*Lane:])
		for j := range d {
			s := x[j]*a[j] + b[j]
			if floor > s {
				s = floor
			}
			d[j] = s
		}
	}
}
