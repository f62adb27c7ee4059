package nn

import (
	"math"

	"mekiki/internal/kernel"
)

// embedder runs chunks of pictures forward. Values that are not needed at the
// same time share memory.
type embedder struct {
	exec
	reader *reader
}

func newEmbedder(n *Net, folds folds) *embedder {
	e := &embedder{exec: exec{
		net: n, plan: &n.plan, params: n.params, weights: folds.weights, folds: folds.biases, pictures: n.plan.chunk, first: folds.first,
		scratch: [][]float32{make([]float32, n.plan.scratchOf(false))},
	}, reader: newReader(n)}
	lives := make([]life, len(e.values))
	for i := range lives {
		lives[i] = life{size: e.values[i].size(), from: i, to: i}
	}
	lives[0].from = -1
	if e.first != nil {
		e.pixels, lives[0].size = make([]float32, e.pictures*e.first.size()), 0
	}
	for i, o := range e.ops {
		in, out := o.io()
		lives[out].from, lives[out].to = i, i
		for _, v := range in {
			lives[v].to = i
		}
	}
	for i, o := range e.ops {
		if c, ok := o.(*convOp); ok && c.folded != nil {
			// It writes the normalised value itself.
			lives[c.folded.out].from, lives[c.out].size = i, 0
		}
	}
	lives[len(lives)-1].to = len(e.ops)
	e.val = shareMemory(lives)
	e.norms = n.running()
	return e
}

// read takes the part of picture i of a source, of shape in, that begins at (top, left) and
// has the shape of the network's pictures, as picture `to` of the chunk.
func (e *embedder) read(s Source, i, to int, in Shape, top, left int) {
	if e.first == nil {
		e.reader.readPart(s, i, in, top, left)
		e.reader.put(e.of(0, 0), e.values[0], to)
		return
	}
	e.readRows(s, i, to, in, top, left, 0, e.first.in.Height)
}

// readRows is read of some rows of the picture, for a first convolution.
func (e *embedder) readRows(s Source, i, to int, in Shape, top, left, from, end int) {
	for y := from; y < end; y++ {
		e.reader.line(e.first.row(e.pixels, to, y), s, i, in, top+y, left)
	}
}

// run computes n pictures of the chunk.
func (e *embedder) run(dst []float32, n int) {
	for _, o := range e.ops {
		o.forward(&e.exec, 0, n, 0)
	}
	last := e.last()
	kernel.Unpack(dst, e.of(len(e.values)-1, 0), n, last.Channels, last.capacity)
}

// folds is what the forward pass of a network that is not trained reads instead of its parameters.
type folds struct {
	// weights and biases are those of convolutions with the normalisations that follow them; a bias is nil where
	// nothing follows.
	weights, biases [][]float32
	first           *firstConv // nil: no convolution reads pictures
}

// fold puts normalisations into the weights of the convolutions before them.
func (n *Net) fold() folds {
	f := folds{first: n.plan.newFirstConv(n.input)}
	for _, o := range n.plan.ops {
		c, ok := o.(*convOp)
		if !ok {
			continue
		}
		weight, bias := n.params[c.weight:c.weight+c.size()], []float32(nil)
		if c.folded != nil {
			weight, bias = n.foldOf(c)
		}
		if c.winograd != nil {
			points := make([]float32, kernel.WinogradPoints*c.k*c.n)
			for p := range c.n / kernel.Lane {
				c.weightPoints(points, weight, p)
			}
			weight = points
		}
		if f.first != nil && c.in == 0 {
			weight = f.first.weights(weight, c.k)
		}
		f.weights, f.biases = append(f.weights, weight), append(f.biases, bias)
	}
	return f
}

// foldOf is one convolution with its normalisation.
func (n *Net) foldOf(c *convOp) (weight, bias []float32) {
	s := n.runningOf(c.folded)
	weight, bias = make([]float32, c.size()), s.shift
	per := c.taps * c.k * kernel.Lane
	for i, w := range n.params[c.weight : c.weight+c.size()] {
		weight[i] = w * s.scale[i/per*kernel.Lane+i%kernel.Lane]
	}
	if c.bias >= 0 {
		for j, b := range n.params[c.bias : c.bias+c.n] {
			bias[j] += b * s.scale[j]
		}
	}
	return weight, bias
}

// running are the normalisations with their running moments.
func (n *Net) running() []normState {
	var all []normState
	for _, o := range n.plan.ops {
		if o, ok := o.(*normOp); ok {
			all = append(all, n.runningOf(o))
		}
	}
	return all
}

func (n *Net) runningOf(o *normOp) normState {
	channels := n.plan.values[o.in].panels * kernel.Lane
	s := normState{scale: make([]float32, channels), shift: make([]float32, channels)}
	for j := range channels {
		scale := float64(n.params[o.gamma+j]) / math.Sqrt(float64(n.params[o.variance+j])+normEpsilon)
		s.scale[j] = float32(scale)
		s.shift[j] = float32(float64(n.params[o.beta+j]) - float64(n.params[o.mean+j])*scale)
	}
	return s
}
