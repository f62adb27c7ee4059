package kernel

import "fmt"

// ConvGrad computes the gradient of a convolution's weights for one panel of
// inputs and one panel of outputs, over the first `rows` output rows of a
// window whose Out counts from 0. x and dy are panels [rows][16], In places in x; c has rows of 16
// outputs, cStride values from one tap to the next; the gradient is added to c if more:
//
//	for t := range w.Taps {
//		for q := range 16 {
//			for j := range 16 {
//				s := c[t*cStride+q*16+j] // 0 unless more
//				for i := range rows {
//					s += x[w.In[t*len(w.Out)+i]+q] * dy[i*16+j]
//				}
//				c[t*cStride+q*16+j] = s
//			}
//		}
//	}
//
// Rows can be cut into calls anywhere: each chain goes on where it stopped. It
// panics if a slice is too short; places named in the window are not checked.
func ConvGrad(c, x, dy []float32, w *Window, rows, cStride int, more bool) {
	if rows < 1 || rows > len(w.Out) || len(dy) < rows*Lane || len(c) < (w.Taps-1)*cStride+Lane*Lane || len(x) < Lane {
		panic(fmt.Sprintf("kernel: ConvGrad: %d taps, %d rows of %d with %d, %d, %d values", w.Taps, rows, len(w.Out), len(x), len(dy), len(c)))
	}
	convGrad(c, x, dy, w, rows, cStride, more)
}

// convGradGo is the reference of ConvGrad.
func convGradGo(c, x, dy []float32, w *Window, rows, cStride int, more bool) {
	for t := range w.Taps {
		in := w.In[t*len(w.Out):][:rows]
		for q := range Lane {
			cr := c[t*cStride+q*Lane:][:Lane]
			if !more {
				clear(cr)
			}
			s := [Lane]float32(cr)
			for i, from := range in {
				xv := x[int(from)+q]
				dr := (*[Lane]float32)(dy[i*Lane:])
				for j := range s {
					s[j] += xv * dr[j]
				}
			}
			copy(cr, s[:])
		}
	}
}
