package nn

import "mekiki/internal/kernel"

// poolOp takes the largest value or the mean of windows that do not overlap, or
// of the whole map.
type poolOp struct {
	in, out int
	largest bool
	taps    int
	rows    []int32 // [taps][rows of a whole chunk]: the input rows of each output row
	add     bool
}

func (o *poolOp) io() (in []int, out int) { return []int{o.in}, o.out }

func (o *poolOp) link(k *linker) { o.add = k.add(o.in) }

// A last chunk that is not full is computed whole: what stands in the places of
// absent pictures is never read.

func (o *poolOp) forward(x *exec, c, n, worker int) { allPanels(o, x, c, n, worker) }

func (o *poolOp) forwardPanel(x *exec, c, _, p, _ int) {
	in, out := x.values[o.in], x.values[o.out]
	src, dst := in.panel(x.of(o.in, c), p), out.panel(x.of(o.out, c), p)
	if o.largest {
		kernel.MaxRows(dst, src, o.rows, o.taps, out.rows)
	} else {
		kernel.MeanRows(dst, src, o.rows, o.taps, out.rows)
	}
}

func (o *poolOp) backward(x *exec, c, _, _ int) {
	in, out := x.values[o.in], x.values[o.out]
	dx, dy := x.gradOf(o.in, c), x.gradOf(o.out, c)
	if !o.add {
		clear(dx)
	}
	for p := range in.panels {
		if o.largest {
			kernel.MaxRowsGrad(in.panel(dx, p), out.panel(dy, p), in.panel(x.of(o.in, c), p), out.panel(x.of(o.out, c), p), o.rows, o.taps, out.rows)
		} else {
			kernel.MeanRowsGrad(in.panel(dx, p), out.panel(dy, p), o.rows, o.taps, out.rows)
		}
	}
}
