package kernel

import "fmt"

// Depthwise computes rows x cols outputs of one panel of 16 channels, each channel from
// itself, from a map with its border of zeros around it. All places and strides
// are in values:
//
//	for y := range rows {
//		for x := range cols {
//			for j := range 16 {
//				var s float32
//				for t, tap := range taps {
//					s += src[y*srcRow+x*step+tap+j] * w[t*16+j]
//				}
//				dst[y*dstRow+x*16+j] = finish(s)
//			}
//		}
//	}
//
// So srcRow is the stride of the convolution times a row of the map, step the stride
// times 16, and taps say size and dilation of the window. Bias has 16 values, Add the shape of dst. It
// panics if a slice is too short or a tap lies outside of src.
func Depthwise(dst, src, w []float32, taps []int32, rows, cols, srcRow, step, dstRow int, f *Finish) {
	if rows <= 0 || cols <= 0 {
		return
	}
	size := (rows-1)*dstRow + cols*Lane
	if srcRow < 0 || step < 0 || dstRow < cols*Lane && rows > 1 || len(taps) < 1 || len(dst) < size || len(w) < len(taps)*Lane {
		panic(fmt.Sprintf("kernel: Depthwise: %d taps, %d rows %d apart, %d columns with %d, %d values", len(taps), rows, dstRow, cols, len(dst), len(w)))
	}
	last := (rows-1)*srcRow + (cols-1)*step + Lane
	for _, t := range taps {
		if t < 0 || int(t)+last > len(src) {
			panic(fmt.Sprintf("kernel: Depthwise: a tap at %d of %d values, rows %d and steps %d apart", t, len(src), srcRow, step))
		}
	}
	f.check("Depthwise", Lane, size)
	depthwise(dst, src, w, taps, rows, cols, srcRow, step, dstRow, f)
}

// depthwiseGo is the reference of Depthwise.
func depthwiseGo(dst, src, w []float32, taps []int32, rows, cols, srcRow, step, dstRow int, f *Finish) {
	for y := range rows {
		for x := range cols {
			var s [Lane]float32
			from := src[y*srcRow+x*step:]
			for t, tap := range taps {
				v, wt := (*[Lane]float32)(from[tap:]), (*[Lane]float32)(w[t*Lane:])
				for j := range s {
					s[j] += v[j] * wt[j]
				}
			}
			at := y*dstRow + x*Lane
			f.row(&s, 0, at)
			copy(dst[at:], s[:])
		}
	}
}
