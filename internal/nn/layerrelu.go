package nn

import "mekiki/internal/kernel"

// reluLayer is max(x, 0), which most layers before it take over.
type reluLayer struct{ simpleKind }

func (reluLayer) kind() Kind { return ReLU }

func (reluLayer) build(b *builder, _ Layer, v int, at place) (int, bool) {
	o := &reluOp{in: v, out: b.value(at.in)}
	b.op(o)
	return o.out, false
}

// reluOp is max(x, 0) where no other operation can take it over.
type reluOp struct {
	in, out int
	add     bool
}

func (o *reluOp) io() (in []int, out int) { return []int{o.in}, o.out }

func (o *reluOp) link(k *linker) { o.add = k.add(o.in) }

func (o *reluOp) forward(x *exec, c, n, worker int) { allPanels(o, x, c, n, worker) }

func (o *reluOp) forwardPanel(x *exec, c, n, p, _ int) {
	v := x.values[o.in]
	rows := v.positions(n) * kernel.Lane
	kernel.ReLU(v.panel(x.of(o.out, c), p)[:rows], v.panel(x.of(o.in, c), p)[:rows])
}

func (o *reluOp) backward(x *exec, c, n, worker int) {
	v := x.values[o.in]
	for p := range v.panels {
		rows := v.positions(n) * kernel.Lane
		dx := v.panel(x.gradOf(o.in, c), p)[:rows]
		to := dx
		if o.add {
			to = x.scratch[worker][:rows]
		}
		kernel.ReLUGrad(to, v.panel(x.gradOf(o.out, c), p)[:rows], v.panel(x.of(o.out, c), p)[:rows])
		if o.add {
			kernel.Add(dx, to)
		}
	}
}
