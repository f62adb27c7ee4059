package run

import (
	"math"

	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// binaryStep adds or multiplies two values of one layout, or a value and a number a
// column.
type binaryStep struct {
	times     bool
	a, b, out view
	columns   []float32 // b, if it is constant: a number a column
	row       bool      // b is one row: a number a column
	low, high float32
}

// binary adds a sum or a product of two values. A convolution or dense layer before a
// sum adds the other value itself.
func (c *compiler) binary(n *graph.Node, op graph.Binary) (view, bool) {
	act := graph.Act{}
	by := c.with.clamp[n]
	if by != nil {
		act = by.Op.(graph.Act)
	}
	var out view
	var ok bool
	if i, found := c.with.sum[n]; found {
		out, ok = c.sum(n, i, act)
	} else {
		out, ok = c.pair(n, op.Kind, act)
	}
	if by == nil {
		return out, ok
	}
	if ok {
		c.views[by.Out[0]] = out
	} else {
		c.with.later[by] = false // it comes in its own turn
	}
	return out, ok
}

// sum computes the product that input i comes from so that it adds the other one, or
// one after the other where they lie differently.
func (c *compiler) sum(n *graph.Node, i int, act graph.Act) (view, bool) {
	chain, _ := product(n.In[i])
	out := resultOf(chain[0])
	other := c.view(n.In[1-i])
	at, ok := out, true
	for _, part := range chain[1:] {
		switch op := part.Op.(type) {
		case graph.Transpose:
			at = at.transposed(op.Perm)
		case graph.Reshape:
			if ok {
				at, ok = at.reshaped(op.Shape)
			}
		}
	}
	if ok && sameAxes(at.axes, other.axes) && at.covers() && other.covers() && other.m.capacity == out.m.capacity {
		c.product(chain[0], out, &other, act)
		return at, true
	}
	c.views[chain[0].Out[0]] = c.product(chain[0], out, nil, graph.Act{})
	for _, part := range chain[1:] {
		if v, ok := c.moved(part); ok {
			c.views[part.Out[0]] = v
		} else if err := c.plain(part); err != nil {
			return view{}, false
		}
	}
	return c.pair(n, graph.Add, act)
}

// pair adds the step for two values.
func (c *compiler) pair(n *graph.Node, kind graph.BinaryKind, act graph.Act) (view, bool) {
	f, ok := clampOf(act)
	if !ok || n.Out[0].Kind != graph.Float {
		return view{}, false
	}
	s := &binaryStep{low: float32(math.Inf(-1)), high: float32(math.Inf(1))}
	if f.Clamp {
		s.low, s.high = f.Low, f.High
	}
	x, y := n.In[0], n.In[1]
	if sameExtents(y, n.Out[0]) && !sameExtents(x, n.Out[0]) && (kind == graph.Add || kind == graph.Mul) {
		x, y = y, x
	}
	if !sameExtents(x, n.Out[0]) || x.Const != nil {
		return view{}, false
	}
	s.a = c.view(x)
	if !s.a.covers() {
		return view{}, false
	}
	if y.Const != nil {
		if s.columns, ok = byColumn(y, s.a); ok {
			kind = opposite(kind, s.columns)
		} else {
			s.b = repeated(y, s.a)
		}
	} else {
		s.b = c.view(y)
		same := sameAxes(s.a.axes, s.b.axes) && s.b.covers() && s.a.m.capacity == s.b.m.capacity
		s.row = !same && isRow(s.b, s.a)
		if !same && !s.row {
			return view{}, false
		}
	}
	if s.times = kind == graph.Mul; !s.times && kind != graph.Add || s.times && f.Clamp && (s.row || s.columns != nil) {
		return view{}, false
	}
	s.out = like(s.a)
	c.emit(n, s, panelsOf(s.a), s.a.m, s.b.m, s.out.m)
	return s.out, true
}

func sameExtents(v, w *graph.Value) bool {
	if len(v.Shape) != len(w.Shape) {
		return false
	}
	for a, d := range v.Shape {
		if d != w.Shape[a] {
			return false
		}
	}
	return true
}

// opposite turns a difference into a sum and a quotient into a product.
func opposite(kind graph.BinaryKind, columns []float32) graph.BinaryKind {
	switch kind {
	case graph.Sub:
		for i, v := range columns {
			columns[i] = -v
		}
		return graph.Add
	case graph.Div:
		for i, v := range columns {
			columns[i] = 1 / v
		}
		return graph.Mul
	}
	return kind
}

// byColumn is a constant as a number a column of the view that it is repeated to; it
// is none if it differs along rows.
func byColumn(v *graph.Value, to view) ([]float32, bool) {
	cols := kernel.Pad(to.columns())
	shift := len(to.axes) - len(v.Shape)
	list := make([]float32, cols)
	values := constant(v.Const)
	for a, d := range v.Shape {
		if d != 1 && to.axes[shift+a].col == 0 {
			return nil, false
		}
	}
	// The constant is repeated along the axes of columns that it does not have.
	var walk func(a, col, at int)
	walk = func(a, col, at int) {
		if a == len(to.axes) {
			list[col] = values[at]
			return
		}
		x, d := to.axes[a], 1
		if a >= shift {
			d = v.Shape[a-shift]
		}
		size := 1
		if x.col > 0 {
			size = x.size
		}
		for i := range size {
			walk(a+1, col+i*x.col, at*d+min(i, d-1))
		}
	}
	walk(0, 0, 0)
	return list, true
}

// repeated is a constant as large as a value, laid out as that.
func repeated(v *graph.Value, to view) view {
	at := like(to)
	at.m.fixed = make([]float32, at.m.size())
	values, shift := constant(v.Const), len(to.axes)-len(v.Shape)
	index := make([]int, len(to.axes))
	at.each(func(place int) {
		from := 0
		for a, d := range v.Shape {
			from = from*d + min(index[shift+a], d-1)
		}
		at.m.fixed[place] = values[from]
		for a := len(index) - 1; a >= 0; a-- {
			if index[a]++; index[a] < to.axes[a].size {
				break
			}
			index[a] = 0
		}
	})
	return at
}

// isRow reports whether a value is one row that has a number for each column of
// another.
func isRow(v, of view) bool {
	shift := len(of.axes) - len(v.axes)
	if shift < 0 || v.col%kernel.Lane != 0 {
		return false
	}
	for a, x := range of.axes {
		has := axis{size: 1}
		if a >= shift {
			has = v.axes[a-shift]
		}
		switch {
		case x.size == 1:
		case x.col > 0 && (has.size != x.size || has.col != x.col || has.row != 0):
			return false
		case x.col == 0 && has.size != 1:
			return false
		}
	}
	return true
}

func (s *binaryStep) do(r *Runner, p, _ int) {
	out, a := s.out.panelOf(r, p), s.a.panelOf(r, p)
	rows := s.a.m.rows
	columns := s.columns
	if columns != nil {
		columns = columns[p*kernel.Lane:]
	}
	if s.row {
		columns = r.of(s.b.m)[(s.b.col/kernel.Lane+p)*s.b.m.panel()+s.b.row*kernel.Lane:]
	}
	switch {
	case columns != nil && s.times:
		kernel.ScaleColumns(out, a, columns[:kernel.Lane], rows, rows, 1)
	case columns != nil:
		kernel.AddColumns(out, a, columns[:kernel.Lane], rows, rows, 1, s.low, s.high)
	case s.times:
		kernel.MultiplyPanels(out, a, s.b.panelOf(r, p), rows, rows, 1, s.low, s.high)
	default:
		kernel.AddPanels(out, a, s.b.panelOf(r, p), rows, rows, 1, s.low, s.high)
	}
}
