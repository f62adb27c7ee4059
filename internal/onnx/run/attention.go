package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// attentionStep computes the heads of an attention, each a job: the scores of some
// queries at a time stay in the cache (Dao et al., 2022, without their online sums).
type attentionStep struct {
	scale      float32
	q, k, v    view
	out        view
	heads      [][4]corner // where q, k, v and the result of each head begin
	t, s, d, e int
	window     kernel.Window // rows in their order
	queries    int           // at a time
	keys, vals int           // values of scratch
	scores     int
	capacity   int // rows of a panel of scores
}

// corner is a row and a panel.
type corner struct{ row, panel int }

// queryRows is how many queries are looked at together.
const queryRows = 96

// attention adds an attention whose heads are whole panels of rows that follow each
// other.
func (c *compiler) attention(n *graph.Node, op graph.Attention) (view, bool) {
	a := &attentionStep{scale: op.Scale, q: c.view(n.In[0]), k: c.view(n.In[1]), v: c.view(n.In[2])}
	last := len(a.q.axes) - 1
	a.t, a.d, a.s, a.e = a.q.axes[last-1].size, a.q.axes[last].size, a.v.axes[last-1].size, a.v.axes[last].size
	a.out = view{axes: make([]axis, last+1)}
	heads := 1
	for i := last - 2; i >= 0; i-- {
		a.out.axes[i] = axis{size: a.q.axes[i].size, col: heads * a.e}
		heads *= a.q.axes[i].size
	}
	a.out.axes[last-1], a.out.axes[last] = axis{size: a.t, row: 1}, axis{size: a.e, col: 1}
	a.out.m = newMatrix(a.t, heads*a.e)
	a.heads = make([][4]corner, heads)
	for i, v := range []view{a.q, a.k, a.v, a.out} {
		list, ok := v.headPlaces()
		if !ok {
			return view{}, false
		}
		for h, p := range list {
			a.heads[h][i] = p
		}
	}
	a.queries = min(kernel.PadRows(a.t), queryRows)
	a.capacity = a.queries
	a.window = kernel.Window{Taps: 1, In: make([]int32, a.queries), Out: identity(a.queries)}
	for i := range a.window.In {
		a.window.In[i] = int32(i * kernel.Lane)
	}
	a.keys = kernel.Pad(a.s) * a.d
	a.vals = a.e * a.s
	a.scores = kernel.Pad(a.s) * a.capacity
	c.net.scratch = max(c.net.scratch, a.keys+a.vals+a.scores)
	c.emit(n, a, heads, a.q.m, a.k.m, a.v.m, a.out.m)
	return a.out, true
}

// headPlaces are where the matrices of a value's last two axes begin; false if they
// are not whole panels and rows in their order.
func (v view) headPlaces() ([]corner, bool) {
	last := len(v.axes) - 1
	rows, cols := v.axes[last-1], v.axes[last]
	if rows.size > 1 && (rows.row != 1 || rows.col != 0) || cols.size > 1 && (cols.col != 1 || cols.row != 0) || cols.size%kernel.Lane != 0 {
		return nil, false
	}
	list := []corner{{v.row, v.col}}
	for _, x := range v.axes[:last-1] {
		next := make([]corner, 0, len(list)*x.size)
		for _, p := range list {
			for i := range x.size {
				next = append(next, corner{p.row + i*x.row, p.panel + i*x.col})
			}
		}
		list = next
	}
	for i := range list {
		if list[i].panel%kernel.Lane != 0 {
			return nil, false
		}
		list[i].panel /= kernel.Lane
	}
	return list, true
}

// at is the memory from a place on.
func (p corner) at(r *Runner, m *matrix) []float32 {
	return r.of(m)[p.panel*m.panel()+p.row*kernel.Lane:]
}

func (a *attentionStep) do(r *Runner, h, worker int) {
	head, scratch := &a.heads[h], r.scratch[worker]
	keys, vals, scores := scratch[:a.keys], scratch[a.keys:][:a.vals], scratch[a.keys+a.vals:][:a.scores]
	kernel.TransposePanels(keys, head[1].at(r, a.k.m), a.s, a.k.m.capacity, a.d/kernel.Lane)
	from := head[2].at(r, a.v.m)
	for p := range a.e / kernel.Lane {
		copy(vals[p*a.s*kernel.Lane:][:a.s*kernel.Lane], from[p*a.v.m.panel():])
	}
	q, out := head[0].at(r, a.q.m), head[3].at(r, a.out.m)
	for first := 0; first < a.t; first += a.queries {
		rows := min(a.queries, a.t-first)
		kernel.Conv(scores, q[first*kernel.Lane:], keys, &a.window, 0, rows, a.q.m.panel(), a.capacity, a.d, kernel.Pad(a.s), nil)
		kernel.SoftmaxRows(scores, rows, a.capacity, a.s, a.scale)
		kernel.Conv(out[first*kernel.Lane:], scores, vals, &a.window, 0, rows, a.capacity*kernel.Lane, a.out.m.capacity, a.s, a.e, nil)
	}
}
