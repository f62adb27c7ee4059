package kernel

import "fmt"

// ConvTile is the height of a convolution's tile: the rows of a Window are a
// multiple of it.
const ConvTile = 6

// Window says which rows a convolution reads and writes. A row is one position
// of one picture; a row beyond the border is a row of zeros that the caller keeps.
type Window struct {
	// Taps is the number of input rows that make an output row.
	Taps int
	// In is [Taps][len(Out)]: the input row of each tap and output row.
	In []int32
	// Out is the row of c for each output row; its length is a multiple of ConvTile.
	Out []int32
}

// ConvEpilogue is what Conv does to a sum before it stores it.
type ConvEpilogue uint64

// The values are known to the assembly.
const (
	ConvStore    ConvEpilogue = iota // c = s
	ConvBias                         // c = s + bias[j]
	ConvBiasReLU                     // c = max(s + bias[j], 0), NaN stays NaN
	ConvAdd                          // c = s + c
)

// Conv computes the first `rows` output rows of a window, and the rest of
// their last tile. a is [k/16][aCapacity][16], b is weight panels
// [n/16][Taps][k][16], c is [n/16][cCapacity][16]:
//
//	for i := range rows {
//		for j := range n {
//			var s float32
//			for t := range w.Taps {
//				from := w.In[t*len(w.Out)+i]
//				for q := range k {
//					s += a[(q/16*aCapacity+from)*16+q%16] * b[((j/16*w.Taps+t)*k+q)*16+j%16]
//				}
//			}
//			c[(j/16*cCapacity+w.Out[i])*16+j%16] = epilogue(s)
//		}
//	}
//
// It gathers rows through a table instead of copying them to a matrix (Dukhan,
// "The indirect convolution algorithm", 2019). It panics if k or n is not a
// multiple of 16, a slice is too short or the window has fewer rows. Rows named in the
// window are not checked: CheckWindow does that once.
func Conv(c, a, b, bias []float32, w *Window, rows, aCapacity, cCapacity, k, n int, ep ConvEpilogue) {
	biased := ep == ConvBias || ep == ConvBiasReLU
	if k%Lane != 0 || n%Lane != 0 || k < Lane || n < Lane || rows > len(w.Out) || w.Taps < 1 ||
		len(a) < k*aCapacity || len(b) < w.Taps*k*n || len(c) < n*cCapacity || biased && len(bias) < n {
		panic(fmt.Sprintf("kernel: Conv: %d taps, %d rows of %d, (%d, %d) with %d, %d, %d, %d values",
			w.Taps, rows, len(w.Out), n, k, len(a), len(b), len(c), len(bias)))
	}
	if rows <= 0 {
		return
	}
	conv(c, a, b, bias, w, rows, aCapacity, cCapacity, k, n, ep)
}

// CheckWindow panics if a window is not well formed or names a row outside of
// inputs of so many rows or outputs of so many rows.
func CheckWindow(w *Window, inRows, outRows int) {
	if w.Taps < 1 || len(w.Out)%ConvTile != 0 || len(w.In) != w.Taps*len(w.Out) {
		panic(fmt.Sprintf("kernel: window of %d taps, %d inputs, %d outputs", w.Taps, len(w.In), len(w.Out)))
	}
	for _, r := range w.In {
		if r < 0 || int(r) >= inRows {
			panic(fmt.Sprintf("kernel: window reads row %d of %d", r, inRows))
		}
	}
	for _, r := range w.Out {
		if r < 0 || int(r) >= outRows {
			panic(fmt.Sprintf("kernel: window writes row %d of %d", r, outRows))
		}
	}
}

// convGo is the reference of Conv.
func convGo(c, a, b, bias []float32, w *Window, rows, aCapacity, cCapacity, k, n int, ep ConvEpilogue) {
	for p := range n / Lane {
		bp := b[p*w.Taps*k*Lane : (p+1)*w.Taps*k*Lane]
		for i := range rows {
			var s [Lane]float32
			for t := range w.Taps {
				from := int(w.In[t*len(w.Out)+i])
				for q := range k / Lane {
					ar := (*[Lane]float32)(a[(q*aCapacity+from)*Lane:])
					for u, av := range ar {
						br := (*[Lane]float32)(bp[(t*k+q*Lane+u)*Lane:])
						for j := range s {
							s[j] += av * br[j]
						}
					}
				}
			}
			cr := c[(p*cCapacity+int(w.Out[i]))*Lane:][:Lane]
			for j := range s {
				switch ep {
				case ConvBias, ConvBiasReLU:
					s[j] += bias[p*Lane+j]
					if ep == ConvBiasReLU && 0 > s[j] {
						s[j] = 0
					}
				case ConvAdd:
					s[j] += cr[j]
				}
			}
			copy(cr, s[:])
		}
	}
}
