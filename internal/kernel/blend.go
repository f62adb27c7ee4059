package kernel

import "fmt"

// Blend says which rows an output row is made of, and how much each counts: resizing,
// means over windows. Its zero value makes no rows.
type Blend struct {
	// Taps is the most input rows that make an output row, Rows the number of output rows.
	Taps, Rows int
	// In is [Taps][Rows]: the input row that a tap reads; -1: the tap is left out.
	In []int32
	// Weight is [Taps][Rows].
	Weight []float32
}

// BlendRows writes the rows from..to-1 of panels [panels][dstCapacity][16] as weighted sums of
// rows of panels [panels][srcCapacity][16]:
//
//	for p := range panels {
//		for i := from; i < to; i++ {
//			for j := range 16 {
//				s := 0
//				for b := range t.Taps {
//					if in := t.In[b*t.Rows+i]; in != -1 {
//						s += t.Weight[b*t.Rows+i] * src[(p*srcCapacity+in)*16+j]
//					}
//				}
//				dst[(p*dstCapacity+i)*16+j] = s
//			}
//		}
//	}
//
// The bits are the same on every processor. dst must not overlap src. It panics if a slice
// or table is too short, or a tap reads a row that src does not have.
func BlendRows(dst, src []float32, t *Blend, from, to, srcCapacity, dstCapacity, panels int) {
	t.check("BlendRows", len(dst), len(src), from, to, srcCapacity, dstCapacity, panels)
	if len(t.Weight) < t.Taps*t.Rows {
		panic(fmt.Sprintf("kernel: BlendRows: %d weights for %d rows of %d taps", len(t.Weight), t.Rows, t.Taps))
	}
	if from < to {
		blendRows(dst, src, t, from, to, srcCapacity, dstCapacity, panels)
	}
}

// blendRowsGo is the reference of BlendRows.
func blendRowsGo(dst, src []float32, t *Blend, from, to, srcCapacity, dstCapacity, panels int) {
	for p := range panels {
		x := src[p*srcCapacity*Lane:][:srcCapacity*Lane]
		for i := from; i < to; i++ {
			var s [Lane]float32
			for b := range t.Taps {
				if in := t.In[b*t.Rows+i]; in != -1 {
					w := t.Weight[b*t.Rows+i]
					for j, v := range rowOf(x, in) {
						s[j] += float32(w * v)
					}
				}
			}
			*rowOf(dst[p*dstCapacity*Lane:], int32(i)) = s
		}
	}
}

// check panics if rows or tables do not fit.
func (t *Blend) check(what string, dst, src, from, to, srcCapacity, dstCapacity, panels int) {
	if t.Taps < 1 || len(t.In) < t.Taps*t.Rows || from < 0 || to > t.Rows || to > dstCapacity || panels < 1 ||
		from < to && (dst < ((panels-1)*dstCapacity+to)*Lane || src < panels*srcCapacity*Lane) {
		panic(fmt.Sprintf("kernel: %s: rows %d to %d of %d, %d taps in %d indexes, %d panels of %d and %d rows in %d and %d values",
			what, from, to, t.Rows, t.Taps, len(t.In), panels, srcCapacity, dstCapacity, src, dst))
	}
}
