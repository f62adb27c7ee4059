package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
)

// blendStep makes each row of a map of some rows of another: pools and resizing.
type blendStep struct {
	in, out view
	table   *kernel.Blend
	largest bool // of the rows; otherwise their weighted sum
}

// blended adds a step that makes a map by a table.
func (c *compiler) blended(n *graph.Node, table *kernel.Blend, in view, largest bool) view {
	s := &blendStep{in: in, out: fresh(n.Out[0].Shape, 1), table: table, largest: largest}
	c.emit(n, s, kernel.Pad(n.Out[0].Shape[1])/kernel.Lane, s.in.m, s.out.m)
	return s.out
}

// pool adds a pool over windows of one picture's map.
func (c *compiler) pool(n *graph.Node, op graph.Pool) (view, bool) {
	if n.In[0].Shape[0] != 1 {
		return view{}, false
	}
	in := c.withChannels(n, n.In[0], 1)
	x, y := n.In[0].Shape, n.Out[0].Shape
	t := newBlend(op.Kernel[0]*op.Kernel[1], y[2]*y[3])
	for i := range t.Rows {
		count, at := 0, 0
		for a := range op.Kernel[0] {
			for b := range op.Kernel[1] {
				r := i/y[3]*op.Stride[0] - op.Pad.Top + a*op.Dilation[0]
				s := i%y[3]*op.Stride[1] - op.Pad.Left + b*op.Dilation[1]
				if r >= 0 && r < x[2] && s >= 0 && s < x[3] {
					t.In[at*t.Rows+i] = int32(in.row + r*in.axes[2].row + s*in.axes[3].row)
					at++
					count++
				} else if op.CountPad && r < x[2]+op.Pad.Bottom && s < x[3]+op.Pad.Right {
					count++
				}
			}
		}
		for k := range at {
			t.Weight[k*t.Rows+i] = float32(1 / float64(count))
		}
	}
	return c.blended(n, t, in, !op.Mean), true
}

// newBlend is a table of taps that are left out.
func newBlend(taps, rows int) *kernel.Blend {
	t := &kernel.Blend{Taps: taps, Rows: rows, In: make([]int32, taps*rows), Weight: make([]float32, taps*rows)}
	for i := range t.In {
		t.In[i] = -1
	}
	return t
}

// resize adds a change of size of one picture's map.
func (c *compiler) resize(n *graph.Node, op graph.Resize) (view, bool) {
	if n.In[0].Shape[0] != 1 {
		return view{}, false
	}
	in := c.withChannels(n, n.In[0], 1)
	x, y := n.In[0].Shape, n.Out[0].Shape
	rows, cols := eval.Taps(op, 0, x[2], y[2]), eval.Taps(op, 1, x[3], y[3])
	most := func(list [][]eval.Tap) int {
		k := 1
		for _, taps := range list {
			k = max(k, len(taps))
		}
		return k
	}
	t := newBlend(most(rows)*most(cols), y[2]*y[3])
	for i := range t.Rows {
		at := i
		for _, r := range rows[i/y[3]] {
			for _, s := range cols[i%y[3]] {
				t.In[at] = int32(in.row + r.At*in.axes[2].row + s.At*in.axes[3].row)
				t.Weight[at] = float32(r.Weight * s.Weight)
				at += t.Rows
			}
		}
	}
	return c.blended(n, t, in, false), true
}

func (s *blendStep) do(r *Runner, p, _ int) {
	in := r.of(s.in.m)[(s.in.col/kernel.Lane+p)*s.in.m.panel():][:s.in.m.panel()]
	out := r.of(s.out.m)[p*s.out.m.panel():]
	if s.largest {
		kernel.MaxTaps(out, in, s.table, 0, s.table.Rows, s.in.m.capacity, s.out.m.capacity, 1)
		return
	}
	kernel.BlendRows(out, in, s.table, 0, s.table.Rows, s.in.m.capacity, s.out.m.capacity, 1)
}
