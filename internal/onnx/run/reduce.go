package run

import (
	"slices"

	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// reduceStep takes the mean or the largest of all rows, column by column.
type reduceStep struct {
	in, out view
	largest bool
}

// reduce adds a mean or maximum over all places, such as a global pool.
func (c *compiler) reduce(n *graph.Node, op graph.Reduce) (view, bool) {
	in := c.view(n.In[0])
	if !in.covers() || op.Kind != graph.Mean && op.Kind != graph.Largest {
		return view{}, false
	}
	out := view{m: newMatrix(1, in.columns())}
	for a, x := range in.axes {
		gone := slices.Contains(op.Axes, a)
		if x.size > 1 && gone != (x.row > 0) {
			return view{}, false
		}
		switch {
		case !gone:
			out.axes = append(out.axes, x)
		case op.Keep:
			out.axes = append(out.axes, axis{size: 1})
		}
	}
	s := &reduceStep{in: in, out: out, largest: op.Kind == graph.Largest}
	c.emit(n, s, panelsOf(in), in.m, out.m)
	return out, true
}

func (s *reduceStep) do(r *Runner, p, _ int) {
	in, rows := s.in.panelOf(r, p), s.in.m.rows
	out := r.of(s.out.m)[p*s.out.m.panel():][:kernel.Lane]
	if s.largest {
		kernel.MaxColumns(out, in, rows, rows, 1)
		return
	}
	kernel.MeanColumns(out, in, rows, rows, 1)
}
