package nn

import (
	"fmt"
	"math/rand/v2"

	"mekiki/internal/kernel"
)

// Product is one product of a training step: a convolution or a fully connected
// layer forward, the gradient of its input, or that of its weights. It is for
// measuring the step's parts alone.
type Product struct {
	// Layer is the layer, and Input the map that it reads.
	Layer string
	Input Shape
	// Kind is "forward", "input gradient" or "weight gradient".
	Kind string
	// FLOPs counts one run for one picture, a multiply-add as two, borders too,
	// in the plain way; what fills up panels is not counted.
	FLOPs float64
	// Pictures is how many pictures one run has: a chunk.
	Pictures int
	// Prepare makes buffers of noise and gives a function that runs the product on
	// them, as a training step does. Functions of two calls share no memory.
	Prepare func() func()
}

// Products are the products of a training step, layer by layer. The first layer
// needs no gradient of its input.
func (n *Net) Products() []Product {
	var all []Product
	for _, t := range n.tensors {
		o := t.conv
		if o == nil {
			continue
		}
		in, out := n.plan.values[o.in], n.plan.values[o.out]
		p := Product{
			Layer: layerWords(t.Shape), Input: in.Shape, Pictures: n.plan.chunk,
			FLOPs: 2 * float64(o.taps*in.Channels*out.Channels*out.positions(1)),
		}
		if o.in == 0 {
			p.Input = n.input
		}
		add := func(kind string, run func(x *exec)) {
			p.Kind = kind
			p.Prepare = func() func() {
				x := n.alone(o)
				return func() { run(x) }
			}
			all = append(all, p)
		}
		add("forward", func(x *exec) { o.forward(x, 0, x.chunk, 0) })
		if o.givesBack() {
			add("input gradient", func(x *exec) { o.backward(x, 0, x.chunk, 0) })
		}
		jobs := o.jobs(nil)
		add("weight gradient", func(x *exec) {
			for _, j := range jobs {
				j.run(x, 0)
			}
		})
	}
	return all
}

// layerWords names a layer by the shape of its weights.
func layerWords(shape []int) string {
	if len(shape) == 2 {
		return fmt.Sprintf("dense %d", shape[0])
	}
	return fmt.Sprintf("conv %d %dx%d", shape[0], shape[2], shape[3])
}

// alone is a computation of one chunk that holds no more than one convolution
// needs.
func (n *Net) alone(o *convOp) *exec {
	p := &n.plan
	x := &exec{net: n, plan: p, train: true, params: n.params, grads: make([]float32, n.trained), pictures: p.chunk,
		scratch: [][]float32{make([]float32, p.scratchOf(true))},
		val:     make([][]float32, len(p.values)), grad: make([][]float32, len(p.values))}
	for _, v := range []int{o.in, o.out} {
		x.val[v], x.grad[v] = noise(p.values[v].size()), noise(p.values[v].size())
	}
	for _, op := range p.ops {
		if c, ok := op.(*convOp); ok {
			var weights, wt []float32
			if c == o {
				weights, wt = o.room(x.params)
			}
			x.counts, x.weights, x.wt = append(x.counts, make([]int32, 1)), append(x.weights, weights), append(x.wt, wt)
		}
	}
	x.countRows()
	for q := range o.n / kernel.Lane {
		o.transpose(x, q, 0)
	}
	return x
}

// noise keeps clear of values so small that a processor slows down.
func noise(n int) []float32 {
	r := rand.New(rand.NewPCG(1, 1))
	v := make([]float32, n)
	for i := range v {
		v[i] = r.Float32() - 0.5
	}
	return v
}
