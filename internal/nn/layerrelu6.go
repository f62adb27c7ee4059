package nn

import "mekiki/internal/kernel"

// relu6Layer is min(max(x, 0), 6) (Krizhevsky, 2010), as networks for small machines
// have it.
type relu6Layer struct{ simpleKind }

func (relu6Layer) kind() Kind { return ReLU6 }

func (relu6Layer) build(b *builder, _ Layer, v int, at place) (int, bool) {
	o := &relu6Op{in: v, out: b.value(at.in)}
	b.op(o)
	return o.out, false
}

type relu6Op struct {
	in, out int
	add     bool
}

func (o *relu6Op) io() (in []int, out int) { return []int{o.in}, o.out }

func (o *relu6Op) link(k *linker) { o.add = k.add(o.in) }

func (o *relu6Op) forward(x *exec, c, n, worker int) { allPanels(o, x, c, n, worker) }

func (o *relu6Op) forwardPanel(x *exec, c, n, p, _ int) {
	v := x.values[o.in]
	rows := v.positions(n) * kernel.Lane
	kernel.Activate(v.panel(x.of(o.out, c), p)[:rows], v.panel(x.of(o.in, c), p)[:rows], kernel.Activation{Kind: kernel.Clip, B: 6})
}

// backward hands on what came from outputs between 0 and 6, these two left out.
func (o *relu6Op) backward(x *exec, c, n, worker int) {
	v := x.values[o.in]
	var minus, six [kernel.Lane]float32
	for j := range six {
		minus[j], six[j] = -1, 6
	}
	for p := range v.panels {
		rows := v.positions(n) * kernel.Lane
		y, below := v.panel(x.of(o.out, c), p)[:rows], x.scratch[worker][:rows]
		d := v.panel(x.gradOf(o.out, c), p)[:rows]
		kernel.ReLUGrad(d, d, y)
		kernel.ScaleShift(below, y, minus[:], six[:], rows/kernel.Lane, false)
		kernel.ReLUGrad(d, d, below)
		pass(v.panel(x.gradOf(o.in, c), p)[:rows], d, o.add)
	}
}
