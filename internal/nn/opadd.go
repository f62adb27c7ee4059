package nn

import "mekiki/internal/kernel"

// addOp is the end of a residual block: the sum of its body and its shortcut.
type addOp struct {
	body, short, out int
	relu             bool
	// addBody and addShort say whether these have a gradient already; shared,
	// that the gradient of the body's output is that of the sum, in one place.
	addBody, addShort       bool
	sharedBody, sharedShort bool
}

func (o *addOp) io() (in []int, out int) { return []int{o.body, o.short}, o.out }

func (o *addOp) link(k *linker) {
	o.sharedBody = k.keepsGradient(o.body) && k.alone(o.body)
	o.sharedShort = k.keepsGradient(o.short) && k.alone(o.short)
	o.addBody, o.addShort = k.add(o.body), k.add(o.short)
}

func (o *addOp) forward(x *exec, c, n, worker int) { allPanels(o, x, c, n, worker) }

func (o *addOp) forwardPanel(x *exec, c, n, p, _ int) {
	v := x.values[o.out]
	rows := v.positions(n) * kernel.Lane
	to, from, short := v.panel(x.of(o.out, c), p)[:rows], v.panel(x.of(o.body, c), p)[:rows], v.panel(x.of(o.short, c), p)[:rows]
	if o.relu {
		kernel.AddReLU(to, from, short)
		return
	}
	copy(to, from)
	kernel.Add(to, short)
}

func (o *addOp) backward(x *exec, c, n, _ int) {
	v := x.values[o.out]
	dy := x.gradOf(o.out, c)
	for p := range v.panels {
		rows := v.positions(n) * kernel.Lane
		d := v.panel(dy, p)[:rows]
		if o.relu {
			kernel.ReLUGrad(d, d, v.panel(x.of(o.out, c), p)[:rows])
		}
		if !o.sharedBody {
			pass(v.panel(x.gradOf(o.body, c), p)[:rows], d, o.addBody)
		}
		if !o.sharedShort {
			pass(v.panel(x.gradOf(o.short, c), p)[:rows], d, o.addShort)
		}
	}
}

// pass hands a gradient on.
func pass(dst, src []float32, add bool) {
	if add {
		kernel.Add(dst, src)
		return
	}
	copy(dst, src)
}
