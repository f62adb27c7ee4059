package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// convStep is a convolution or a dense layer: rows of the result are shared out, and
// groups of channels.
type convStep struct {
	window  kernel.Window
	weights []float32 // [group][panels][taps][k][16]
	bias    []float32
	clamp   kernel.Finish // without bias and addend
	rest    graph.Act     // what is applied besides

	picture      *picture // what it reads; nil: in
	parts        []part   // of each block, if it reads the picture
	in, out      view
	add          *view
	groups, k, n int // inputs at a tap and padded outputs of a group
	rows         int // of a job
	blocks       int // of rows
	panels       int // of a job
	pieces       int // of panels
	zero         bool
}

// conv adds the steps of a convolution.
func (c *compiler) conv(n *graph.Node, op graph.Conv) (view, bool) {
	if !hasStep(n) {
		return view{}, false
	}
	if depthwise(n, op) {
		return c.depthwise(n, op), true
	}
	return c.product(n, resultOf(n), nil, op.Act), true
}

// linear adds the steps of a dense layer.
func (c *compiler) linear(n *graph.Node, op graph.Linear) (view, bool) {
	if !hasStep(n) {
		return view{}, false
	}
	return c.product(n, resultOf(n), nil, op.Act), true
}

// hasStep reports whether a convolution or dense layer is computed by a step of its own:
// weights and bias are known, and a map is that of one picture.
func hasStep(n *graph.Node) bool {
	_, isConv := n.Op.(graph.Conv)
	return n.In[1].Const != nil && (len(n.In) < 3 || n.In[2] == nil || n.In[2].Const != nil) && (!isConv || n.In[0].Shape[0] == 1)
}

// product adds a convolution or dense layer that also adds a value, if it is not nil,
// and applies an activation.
func (c *compiler) product(n *graph.Node, out view, add *view, act graph.Act) view {
	if op, ok := n.Op.(graph.Conv); ok && byTiles(n, op) {
		return c.tiles(n, out, add, act)
	}
	s := c.windowed(n)
	s.out, s.add = out, add
	s.window.Out = identity(s.out.m.rows)
	s.finish(act)
	s.share(c.net.workers)
	touched := []*matrix{s.out.m}
	if s.picture == nil {
		touched = append(touched, s.in.m)
	} else {
		s.cutParts()
		c.net.scratch = max(c.net.scratch, s.tallest())
	}
	if s.add != nil {
		touched = append(touched, s.add.m)
	}
	c.emit(n, s, s.groups*s.blocks*s.pieces, touched...)
	return s.out
}

// resultOf is where a convolution or dense layer writes to.
func resultOf(n *graph.Node) view {
	shape := n.Out[0].Shape
	if _, ok := n.Op.(graph.Conv); ok {
		return fresh(shape, 1)
	}
	return fresh(shape, len(shape)-1)
}

// finish takes an activation apart into what the product does itself and the rest.
func (s *convStep) finish(act graph.Act) {
	if f, ok := clampOf(act); ok {
		s.clamp, s.rest = f, graph.Act{}
		return
	}
	s.rest = act
}

// identity names rows in their order, up to whole tiles.
func identity(rows int) []int32 {
	list := make([]int32, (rows+kernel.ConvTile-1)/kernel.ConvTile*kernel.ConvTile)
	for i := range list {
		list[i] = int32(i)
	}
	return list
}

// cacheValues is how many values of the input a job should read, so that they stay in
// the second-level cache beside the weights.
const cacheValues = 32 << 10

// share cuts the work into jobs.
func (s *convStep) share(workers int) {
	rows, panels := s.out.m.rows, s.n/kernel.Lane
	s.rows = max(cacheValues/(s.k*s.window.Taps), 48)
	if s.picture != nil {
		s.rows = max(s.rows, s.picture.rowsOf(s.window.In[:rows]))
	}
	if workers > 1 {
		s.rows = min(s.rows, (rows+2*workers-1)/(2*workers))
	}
	s.rows = (s.rows + kernel.ConvTile - 1) / kernel.ConvTile * kernel.ConvTile
	s.blocks = (rows + s.rows - 1) / s.rows
	s.panels = panels
	if s.groups*s.blocks < workers && panels > 1 {
		s.panels = max(2, (panels+2*workers-1)/(2*workers))
	}
	s.pieces = (panels + s.panels - 1) / s.panels
}

func (s *convStep) prepare(r *Runner) {
	if s.zero {
		clearRow(r.of(s.in.m), s.in.m)
	}
}

// clearRow writes the row of zeros of a matrix.
func clearRow(memory []float32, m *matrix) {
	for at := m.zeroRow() * kernel.Lane; at < len(memory); at += m.panel() {
		clear(memory[at:][:kernel.Lane])
	}
}

func (s *convStep) do(r *Runner, job, worker int) {
	piece := job % s.pieces
	block := job / s.pieces % s.blocks
	group := job / s.pieces / s.blocks
	first := piece * s.panels
	panels := min(s.panels, s.n/kernel.Lane-first)
	from := block * s.rows
	to := min(from+s.rows, s.out.m.rows)

	at := s.out.col/kernel.Lane + group*s.n/kernel.Lane + first // panel of the result
	out := r.of(s.out.m)[at*s.out.m.panel():]
	w := s.weights[(group*s.n/kernel.Lane+first)*s.window.Taps*s.k*kernel.Lane:]
	f := s.clamp
	if s.bias != nil {
		f.Bias = s.bias[group*s.n+first*kernel.Lane:]
	}
	if s.add != nil {
		f.Add = r.of(s.add.m)[(s.add.col/kernel.Lane+at-s.out.col/kernel.Lane)*s.add.m.panel():]
	}
	if s.picture != nil {
		p := &s.parts[block]
		s.picture.fill(r.scratch[worker], &r.given, p.strip)
		kernel.Conv(out, r.scratch[worker], w, &p.window, 0, to-from, s.picture.across(), s.out.m.capacity, s.k, panels*kernel.Lane, &f)
	} else {
		in, stride := s.input(r, group)
		kernel.Conv(out, in, w, &s.window, from, to, stride, s.out.m.capacity, s.k, panels*kernel.Lane, &f)
	}
	if s.rest.Kind != graph.None {
		for p := range panels {
			rows := out[p*s.out.m.panel()+from*kernel.Lane:][:(to-from)*kernel.Lane]
			activate(rows, rows, s.rest)
		}
	}
}

// input is what the windows of a group read, and the way from one run of inputs to the next.
func (s *convStep) input(r *Runner, group int) ([]float32, int) {
	panel := s.in.m.panel()
	return r.of(s.in.m)[(s.in.col+group*s.k)/kernel.Lane*panel:], panel
}
