package kernel

import (
	"fmt"
	"slices"
)

// ConvTile is the height of a convolution's tile: the rows of a Window are a
// multiple of it.
const ConvTile = 12

// Window says which values a convolution reads and which rows it writes. What lies
// beyond a border is a row of zeros that the caller keeps.
type Window struct {
	// Taps is the number of places that make an output row.
	Taps int
	// Run is how many inputs lie side by side at a tap before the next ones lie a
	// stride further; 0: 16, a row of a panel.
	Run int
	// In is [Taps][len(Out)]: the place in a of the first input of each tap and
	// output row, in values.
	In []int32
	// Out is the row of c for each output row; its length is a multiple of ConvTile.
	Out []int32
}

// run is the length of a run.
func (w *Window) run() int {
	if w.Run == 0 {
		return Lane
	}
	return w.Run
}

// Conv computes output rows from to to-1 of a window, and may compute the rest of their
// last tile. b is weight panels [n/16][Taps][k][16], c is [n/16][cCapacity][16]; a
// has k inputs at a tap in runs, aStride values from one to the next, which is
// aCapacity*16 for panels [k/16][aCapacity][16]:
//
//	run := w.Run // 16 for 0
//	for i := from; i < to; i++ {
//		for j := range n {
//			var s float32
//			for t := range w.Taps {
//				for q := range k {
//					s += a[w.In[t*len(w.Out)+i]+q/run*aStride+q%run] * b[((j/16*w.Taps+t)*k+q)*16+j%16]
//				}
//			}
//			c[(j/16*cCapacity+w.Out[i])*16+j%16] = finish(s)
//		}
//	}
//
// k is any number of inputs. A picture of three interleaved channels is read by one
// tap of three runs of nine, its rows a stride apart. Bias has n values, Add the
// shape of c, which may begin at any row of its panels. It gathers values through a table instead of copying them to a matrix
// (Dukhan, "The indirect convolution algorithm", 2019). It panics if from is no
// multiple of ConvTile, n none of 16, a slice is too short or the window has fewer
// rows. Places named in the window are not checked: CheckWindow does that once.
func Conv(c, a, b []float32, w *Window, from, to, aStride, cCapacity, k, n int, f *Finish) {
	size := n * cCapacity
	if len(c) < size && 0 <= from && from < to && to <= len(w.Out) { // c begins below the first row of its panels
		end := min((to+ConvTile-1)/ConvTile*ConvTile, len(w.Out))
		size = (n-Lane)*cCapacity + (int(slices.Max(w.Out[from:end]))+1)*Lane
	}
	if n%Lane != 0 || n < Lane || k < 1 || w.Taps < 1 || w.Run < 0 || from < 0 || from%ConvTile != 0 || to > len(w.Out) || aStride < 0 ||
		len(a) < (k-1)/w.run()*aStride+min(k, w.run()) || len(b) < w.Taps*k*n || len(c) < size {
		panic(fmt.Sprintf("kernel: Conv: %d taps in runs of %d, %d apart, rows %d to %d of %d, (%d, %d) with %d, %d, %d values",
			w.Taps, w.Run, aStride, from, to, len(w.Out), n, k, len(a), len(b), len(c)))
	}
	f.check("Conv", n, size)
	if from < to {
		conv(c, a, b, w, from, to, aStride, cCapacity, k, n, f)
	}
}

// CheckWindow panics if a window is not well formed, names a run that does not lie
// within so many values (those of a panel, or of all of a if inputs are one run), or a
// row outside of outputs of so many rows.
func CheckWindow(w *Window, values, outRows int) {
	if w.Taps < 1 || w.Run < 0 || len(w.Out)%ConvTile != 0 || len(w.In) != w.Taps*len(w.Out) {
		panic(fmt.Sprintf("kernel: window of %d taps in runs of %d, %d inputs, %d outputs", w.Taps, w.Run, len(w.In), len(w.Out)))
	}
	for _, v := range w.In {
		if v < 0 || int(v) > values-w.run() {
			panic(fmt.Sprintf("kernel: window reads %d values from %d, of %d", w.run(), v, values))
		}
	}
	for _, r := range w.Out {
		if r < 0 || int(r) >= outRows {
			panic(fmt.Sprintf("kernel: window writes row %d of %d", r, outRows))
		}
	}
}

// convGo is the reference of Conv.
func convGo(c, a, b []float32, w *Window, from, to, aStride, cCapacity, k, n int, f *Finish) {
	run := w.run()
	for p := range n / Lane {
		for i := from; i < to; i++ {
			var s [Lane]float32
			weights := b[p*w.Taps*k*Lane:]
			for t := range w.Taps {
				at := int(w.In[t*len(w.Out)+i])
				for q := 0; q < k; q += run {
					for _, av := range a[at:][:min(run, k-q)] {
						bv := (*[Lane]float32)(weights)
						for j := range s {
							s[j] += av * bv[j]
						}
						weights = weights[Lane:]
					}
					at += aStride
				}
			}
			at := (p*cCapacity + int(w.Out[i])) * Lane
			f.row(&s, p*Lane, at)
			copy(c[at:], s[:])
		}
	}
}
