package nn

import (
	"mekiki/internal/kernel"
)

// convOp is a convolution. A fully connected layer is one whose window is the
// whole map.
type convOp struct {
	in, out int
	// taps is the number of positions of the window, k and n are inputs and
	// outputs, padded to panels.
	taps, k, n int
	// weight, [n/16][taps][k][16], and bias lie there in the parameters; there
	// is no bias if it is negative.
	weight, bias int
	relu         bool
	window       *kernel.Window
	// back is nil for the first layer, whose input needs no gradient.
	back []backWindow
	// place is the operation's place among the convolutions.
	place  int
	add    bool // to the gradient of the input
	whole  bool // one tap, row by row: a matrix product
	folded *normOp
}

func (o *convOp) io() (in []int, out int) { return []int{o.in}, o.out }

// size is the number of weights.
func (o *convOp) size() int { return o.taps * o.k * o.n }

func (o *convOp) forward(x *exec, c, n, _ int) {
	in, out := x.values[o.in], x.values[o.out]
	w, bias, ep, to := x.params[o.weight:][:o.size()], []float32(nil), kernel.ConvStore, o.out
	relu := o.relu
	if o.bias >= 0 {
		bias = x.params[o.bias:][:o.n]
	}
	if f := o.folded; f != nil && !x.train {
		// The normalisation that follows is folded into the weights.
		w, bias, to, relu = x.folds[o.place].weight, x.folds[o.place].bias, f.out, f.relu
	}
	switch {
	case bias != nil && relu:
		ep = kernel.ConvBiasReLU
	case bias != nil:
		ep = kernel.ConvBias
	}
	a := x.of(o.in, c)
	in.clearBorder(a)
	kernel.Conv(x.of(to, c), a, w, bias, o.window, out.positions(n), in.capacity, out.capacity, o.k, o.n, ep)
}

func (o *convOp) backward(x *exec, c, n, _ int) {
	in, out := x.values[o.in], x.values[o.out]
	dy := x.gradOf(o.out, c)
	if o.relu {
		y := x.of(o.out, c)
		for p := range out.panels {
			rows := out.positions(n) * kernel.Lane
			d := out.panel(dy, p)[:rows]
			kernel.ReLUGrad(d, d, out.panel(y, p)[:rows])
		}
	}
	if o.back == nil {
		return
	}
	out.clearBorder(dy)
	dx, ep := x.gradOf(o.in, c), kernel.ConvStore
	if o.add {
		ep = kernel.ConvAdd
	}
	wt := x.wt[o.place]
	for _, b := range o.back {
		rows := b.perPicture * n
		if b.Taps > 0 {
			kernel.Conv(dx, dy, wt, nil, b.Window, rows, out.capacity, in.capacity, o.n, o.k, ep)
			wt = wt[b.Taps*o.k*o.n:]
		} else if !o.add {
			in.clearRows(dx, b.Out[:rows])
		}
	}
}

// clearRows clears some rows of each panel.
func (v valueShape) clearRows(chunk []float32, rows []int32) {
	for p := range v.panels {
		panel := v.panel(chunk, p)
		for _, r := range rows {
			clear(panel[int(r)*kernel.Lane : int(r+1)*kernel.Lane])
		}
	}
}

// transpose renews the transposed weights of output panel p: for each class of
// inputs [k/16][taps][n][16].
func (o *convOp) transpose(x *exec, p int) {
	const square = kernel.Lane * kernel.Lane
	wt := x.wt[o.place]
	for _, b := range o.back {
		for i, tap := range b.taps {
			kernel.Transpose(wt[(i*o.n+p*kernel.Lane)*kernel.Lane:], x.params[o.weight+(p*o.taps+tap)*o.k*kernel.Lane:],
				o.k/kernel.Lane, b.Taps*o.n*kernel.Lane, square)
		}
		wt = wt[b.Taps*o.k*o.n:]
	}
}

// convBlock is the most input panels of one job of a matrix product's gradient:
// they stay in the first-level cache.
const convBlock = 8

// jobs cuts the gradient of the weights into jobs: an output panel and a range of
// input panels.
func (o *convOp) jobs() []gradJob {
	width := 1
	if o.whole {
		width = convBlock
	}
	var jobs []gradJob
	for p := range o.n / kernel.Lane {
		for q := 0; q < o.k/kernel.Lane; q += width {
			jobs = append(jobs, gradJob{o, p, q, min(q+width, o.k/kernel.Lane)})
		}
	}
	return jobs
}

// gradJob is a part of a convolution's gradient: output panel p, input panels
// q0 to q1 without the end.
type gradJob struct {
	op        *convOp
	p, q0, q1 int
}

// run computes the part over all chunks, in their order.
func (j gradJob) run(x *exec) {
	o := j.op
	in, out := x.values[o.in], x.values[o.out]
	chunks := x.chunks(x.pictures)
	if o.whole {
		at := o.weight + (j.p*o.k+j.q0*kernel.Lane)*kernel.Lane
		kernel.Grad(x.grads[at:], x.val[o.in], x.grad[o.out], x.counts[o.place][:chunks], in.capacity, in.size(), out.size(),
			kernel.GradBlock{K0: j.q0, K1: j.q1, N0: j.p, N1: j.p + 1})
	} else {
		c := x.grads[o.weight+(j.p*o.taps*o.k+j.q0*kernel.Lane)*kernel.Lane:]
		for i := range chunks {
			kernel.ConvGrad(c, in.panel(x.of(o.in, i), j.q0), out.panel(x.gradOf(o.out, i), j.p), o.window,
				out.positions(x.count(i)), o.k*kernel.Lane, i > 0)
		}
	}
	if o.bias >= 0 && j.q0 == 0 {
		g := x.grads[o.bias+j.p*kernel.Lane:][:kernel.Lane]
		clear(g)
		for i := range chunks {
			kernel.SumRows(g, out.panel(x.gradOf(o.out, i), j.p), out.positions(x.count(i)))
		}
	}
}
