package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// affineStep scales and shifts each column, then applies an activation.
type affineStep struct {
	in, out      view
	scale, shift []float32
	act          graph.Act
}

// affine adds a scale and a shift by channel.
func (c *compiler) affine(n *graph.Node, op graph.Affine) (view, bool) {
	in := c.view(n.In[0])
	if !in.covers() || n.In[1].Const == nil || n.In[2].Const == nil || !in.channel(1) || in.col != 0 {
		return view{}, false
	}
	s := &affineStep{in: in, out: like(in), act: op.Act, scale: padded(n.In[1], 0), shift: padded(n.In[2], 0)}
	c.emit(n, s, panelsOf(in), in.m, s.out.m)
	return s.out, true
}

// padded is a constant a column, up to whole panels.
func padded(v *graph.Value, with float32) []float32 {
	list := make([]float32, kernel.Pad(len(v.Const.F)))
	for i := copy(list, v.Const.F); i < len(list); i++ {
		list[i] = with
	}
	return list
}

func (s *affineStep) do(r *Runner, p, _ int) {
	in, out := s.in.panelOf(r, p), s.out.panelOf(r, p)
	kernel.ScaleShift(out, in, s.scale[p*kernel.Lane:], s.shift[p*kernel.Lane:], s.in.m.rows, s.act.Kind == graph.ReLU)
	if s.act.Kind != graph.None && s.act.Kind != graph.ReLU {
		activate(out, out, s.act)
	}
}

// layerNormStep normalises each row; rows are shared out.
type layerNormStep struct {
	in, out      view
	columns      int
	scale, shift []float32
	eps          float32
}

// normRows is how many rows a job normalises.
const normRows = 32

// layerNorm adds a normalisation over the columns.
func (c *compiler) layerNorm(n *graph.Node, op graph.LayerNorm) (view, bool) {
	in := c.view(n.In[0])
	if op.Axis != len(in.axes)-1 || !in.channel(op.Axis) || !in.covers() || in.col != 0 {
		return view{}, false
	}
	s := &layerNormStep{in: in, out: like(in), columns: in.columns(), eps: op.Eps}
	for i, list := range []*[]float32{&s.scale, &s.shift} {
		if len(n.In) <= 1+i || n.In[1+i] == nil {
			continue
		}
		v := n.In[1+i]
		if v.Const == nil || len(v.Const.F) != s.columns {
			return view{}, false
		}
		*list = v.Const.F
	}
	c.emit(n, s, (in.m.rows+normRows-1)/normRows, in.m, s.out.m)
	return s.out, true
}

func (s *layerNormStep) do(r *Runner, job, _ int) {
	from := job * normRows
	rows := min(normRows, s.in.m.rows-from)
	m := s.in.m
	kernel.LayerNormRows(r.of(s.out.m)[from*kernel.Lane:], r.of(m)[from*kernel.Lane:], rows, m.capacity, s.columns, s.scale, s.shift, s.eps)
}
