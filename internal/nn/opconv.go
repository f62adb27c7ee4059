package nn

import (
	"math"

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
	// winograd is the table where it is computed by tiles; window and back are those of
	// the direct way. back is nil for the first layer, whose input needs no gradient.
	winograd *winogradTable
	window   *kernel.Window
	back     []backWindow
	// place is the operation's place among the convolutions.
	place  int
	add    bool // to the gradient of the input
	whole  bool // one tap, row by row: a matrix product
	folded *normOp
}

func (o *convOp) io() (in []int, out int) { return []int{o.in}, o.out }

func (o *convOp) link(k *linker) { o.add = k.add(o.in) }

func (o *convOp) keepsGradient() bool { return !o.relu }

// locate puts the places of its parameters for the numbers of their tensors.
func (o *convOp) locate(at func(tensor int) int) {
	o.weight = at(o.weight)
	if o.bias >= 0 {
		o.bias = at(o.bias)
	}
}

// size is the number of weights.
func (o *convOp) size() int { return o.taps * o.k * o.n }

// givesBack reports whether the input needs a gradient.
func (o *convOp) givesBack() bool { return o.winograd != nil || o.back != nil }

func (o *convOp) forward(x *exec, c, n, worker int) {
	o.prepare(x, c)
	o.part(x, c, n, worker, o.region(x, n, cut{1, 1}, 0))
}

// cut says how workers share the forward pass of n pictures.
func (o *convOp) cut(x *exec, n, workers int) cut {
	if o.winograd != nil {
		// What a tile's inputs cost beside its products is measured.
		return cutProduct(n*o.winograd.perPicture, 1, kernel.WinogradPoints*o.k, o.n/kernel.Lane, workers, 0.5)
	}
	return cutProduct(x.values[o.out].positions(n), kernel.ConvTile, o.taps*o.k, o.n/kernel.Lane, workers, 0)
}

// region is what job i of a cut computes of n pictures: rows, or tiles.
func (o *convOp) region(x *exec, n int, by cut, i int) region {
	if o.winograd != nil {
		return by.region(i, n*o.winograd.perPicture, 1, o.n/kernel.Lane)
	}
	return by.region(i, x.values[o.out].positions(n), kernel.ConvTile, o.n/kernel.Lane)
}

// prepare does what parts of the forward pass of a chunk rely on.
func (o *convOp) prepare(x *exec, c int) {
	if x.first == nil || o.in > 0 {
		x.values[o.in].clearBorder(x.of(o.in, c))
	}
}

// part computes a region of the forward pass of n pictures.
func (o *convOp) part(x *exec, c, n, worker int, r region) {
	in, out := x.values[o.in], x.values[o.out]
	w, to := x.weights[o.place], o.out
	f := &kernel.Finish{Clamp: o.relu, High: float32(math.Inf(1))}
	if o.bias >= 0 {
		f.Bias = x.params[o.bias:][:o.n]
	}
	if norm := o.folded; norm != nil && !x.train {
		// The normalisation that follows is folded into the weights.
		f.Bias, f.Clamp, to = x.folds[o.place], norm.relu, norm.out
	}
	if o.winograd != nil {
		o.winograd.convolve(x.of(to, c), x.of(o.in, c), w, x.scratch[worker], o.k, o.n, r, f)
		return
	}
	if f.Bias != nil {
		f.Bias = f.Bias[r.panel*kernel.Lane:]
	}
	dst := x.of(to, c)[r.panel*out.capacity*kernel.Lane:]
	if x.first != nil && o.in == 0 {
		kernel.Conv(dst, x.pixels, w[r.panel*x.first.k*kernel.Lane:], x.first.window, r.row, r.rowEnd, x.first.across(), out.capacity,
			x.first.k, r.panels()*kernel.Lane, f)
		return
	}
	kernel.Conv(dst, x.of(o.in, c), w[r.panel*o.taps*o.k*kernel.Lane:], o.window, r.row, r.rowEnd, in.capacity*kernel.Lane, out.capacity,
		o.k, r.panels()*kernel.Lane, f)
}

func (o *convOp) backward(x *exec, c, n, worker int) {
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
	if !o.givesBack() {
		return
	}
	out.clearBorder(dy)
	dx, f := x.gradOf(o.in, c), &kernel.Finish{}
	if o.add {
		f.Add = dx
	}
	wt := x.wt[o.place]
	if o.winograd != nil {
		o.winograd.convolve(dx, dy, wt, x.scratch[worker], o.n, o.k, region{0, n * o.winograd.perPicture, 0, o.k / kernel.Lane}, f)
		return
	}
	for _, b := range o.back {
		rows := b.perPicture * n
		if b.Taps > 0 {
			kernel.Conv(dx, dy, wt, b.Window, 0, rows, out.capacity*kernel.Lane, in.capacity, o.n, o.k, f)
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

// room gives the weights that a training step reads forward and backward: the
// parameters, or room for what transpose makes of them.
func (o *convOp) room(params []float32) (weights, wt []float32) {
	switch {
	case o.winograd != nil:
		points := kernel.WinogradPoints * o.k * o.n
		return make([]float32, points), make([]float32, points)
	case o.back != nil:
		wt = make([]float32, o.size())
	}
	return params[o.weight:][:o.size()], wt
}

// transpose renews what a step needs of the weights of output panel p beside
// themselves: points, or the transposed weights, for each class of inputs
// [k/16][taps][n][16].
func (o *convOp) transpose(x *exec, p, worker int) {
	const square = kernel.Lane * kernel.Lane
	wt, weight := x.wt[o.place], x.params[o.weight:][:o.size()]
	if o.winograd != nil {
		o.weightPoints(x.weights[o.place], weight, p)
		o.backPoints(wt, weight, x.scratch[worker], p)
		return
	}
	for _, b := range o.back {
		for i, tap := range b.taps {
			kernel.Transpose(wt[(i*o.n+p*kernel.Lane)*kernel.Lane:], weight[(p*o.taps+tap)*o.k*kernel.Lane:],
				o.k/kernel.Lane, b.Taps*o.n*kernel.Lane, square)
		}
		wt = wt[b.Taps*o.k*o.n:]
	}
}

// convBlock is the most input panels of one job of a matrix product's gradient:
// they stay in the first-level cache.
const convBlock = 8

// jobs cuts the gradient of the weights into jobs: output panels and a range of
// input panels.
func (o *convOp) jobs(*exec) []weightJob {
	width, height := 1, 1
	switch {
	case o.winograd != nil:
		width, height = tileJob, tileJob
	case o.whole:
		width = convBlock
	}
	var jobs []weightJob
	for p := 0; p < o.n/kernel.Lane; p += height {
		for q := 0; q < o.k/kernel.Lane; q += width {
			jobs = append(jobs, gradJob{o, p, min(p+height, o.n/kernel.Lane), q, min(q+width, o.k/kernel.Lane)})
		}
	}
	return jobs
}

// gradJob is a part of a convolution's gradient: output panels p0 to p1 and input
// panels q0 to q1, without the ends. Only tiles take several output panels.
type gradJob struct {
	op             *convOp
	p0, p1, q0, q1 int
}

// run computes the part over all chunks, in their order.
func (j gradJob) run(x *exec, worker int) {
	o := j.op
	in, out := x.values[o.in], x.values[o.out]
	chunks := x.chunks(x.pictures)
	switch {
	case o.winograd != nil:
		j.winogradGrad(x, x.scratch[worker])
	case o.whole:
		at := o.weight + (j.p0*o.k+j.q0*kernel.Lane)*kernel.Lane
		kernel.Grad(x.grads[at:], x.val[o.in], x.grad[o.out], x.counts[o.place][:chunks], in.capacity, in.size(), out.size(),
			kernel.GradBlock{K0: j.q0, K1: j.q1, N0: j.p0, N1: j.p1}, false)
	default:
		c := x.grads[o.weight+(j.p0*o.taps*o.k+j.q0*kernel.Lane)*kernel.Lane:]
		for i := range chunks {
			kernel.ConvGrad(c, in.panel(x.of(o.in, i), j.q0), out.panel(x.gradOf(o.out, i), j.p0), o.window,
				out.positions(x.count(i)), o.k*kernel.Lane, i > 0)
		}
	}
	if o.bias < 0 || j.q0 > 0 {
		return
	}
	for p := j.p0; p < j.p1; p++ {
		g := x.grads[o.bias+p*kernel.Lane:][:kernel.Lane]
		clear(g)
		for i := range chunks {
			kernel.SumRows(g, out.panel(x.gradOf(o.out, i), p), out.positions(x.count(i)))
		}
	}
}
