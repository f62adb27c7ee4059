package nn

import (
	"math"

	"mekiki/internal/kernel"
)

// The constants of batch normalisation, PyTorch's defaults.
const (
	normEpsilon  = 1e-5
	normMomentum = 0.1
)

// normOp is batch normalisation (Ioffe and Szegedy, 2015): each channel minus
// its mean, over its standard deviation, times gamma plus beta. In training the
// moments are those of the batch, over all pictures and positions; otherwise
// running averages of them.
type normOp struct {
	in, out int
	// gamma, beta, mean and variance lie there in the parameters, one value a
	// channel; mean and variance are the running ones.
	gamma, beta, mean, variance int
	relu                        bool
	// place is the operation's place among the normalisations.
	place int
	add   bool
	// folded is whether the convolution before takes it over in inference.
	folded bool
}

// normState is what a normalisation keeps during a step, one value a channel.
type normState struct {
	center       []float32 // near the mean, so that squares do not cancel
	mean, spread []float64 // batch mean and biased variance
	mean32       []float32
	scale, shift []float32
	a, b, c      []float32 // of the gradient
	// sums are two sums for each chunk, [chunks][2][channels].
	sums []float32
}

func newNormState(channels, chunks int) normState {
	f := func() []float32 { return make([]float32, channels) }
	return normState{
		center: f(), mean: make([]float64, channels), spread: make([]float64, channels), mean32: f(),
		scale: f(), shift: f(), a: f(), b: f(), c: f(), sums: make([]float32, chunks*2*channels),
	}
}

func (o *normOp) io() (in []int, out int) { return []int{o.in}, o.out }

func (o *normOp) link(k *linker) {
	o.add = k.add(o.in)
	if c, ok := k.producer[o.in].(*convOp); ok && k.alone(o.in) && !c.relu {
		c.folded, o.folded = o, true
	}
}

func (o *normOp) keepsGradient() bool { return true }

// locate puts the places of its parameters for the numbers of their tensors.
func (o *normOp) locate(at func(tensor int) int) {
	o.gamma, o.beta, o.mean, o.variance = at(o.gamma), at(o.beta), at(o.mean), at(o.variance)
}

// chunkSums are the two sums of a chunk, cleared.
func (s *normState) chunkSums(c int) (first, second []float32) {
	n := len(s.center)
	both := s.sums[c*2*n : (c+1)*2*n]
	clear(both)
	return both[:n], both[n:]
}

// moments sums up a chunk.
func (o *normOp) moments(x *exec, c, n, _ int) {
	s, v := &x.norms[o.place], x.values[o.in]
	sum, squares := s.chunkSums(c)
	src := x.of(o.in, c)
	for p := range v.panels {
		l := p * kernel.Lane
		kernel.Moments(sum[l:l+kernel.Lane], squares[l:l+kernel.Lane], v.panel(src, p), s.center[l:l+kernel.Lane], v.positions(n))
	}
}

// center starts a step: sums are taken about the running mean.
func (o *normOp) center(x *exec) {
	s := &x.norms[o.place]
	copy(s.center, x.params[o.mean:])
}

// reduce turns the sums of all chunks into the moments of the batch.
func (o *normOp) reduce(x *exec) {
	s, n := &x.norms[o.place], float64(x.values[o.in].positions(x.pictures))
	channels := len(s.center)
	for j := range channels {
		var sum, squares float64
		for c := range x.chunks(x.pictures) {
			sum += float64(s.sums[c*2*channels+j])
			squares += float64(s.sums[(c*2+1)*channels+j])
		}
		d := sum / n
		s.mean[j] = float64(s.center[j]) + d
		s.spread[j] = max(squares/n-d*d, 0)
		s.mean32[j] = float32(s.mean[j])
	}
	o.prepare(x, s.mean, s.spread)
}

// normsFinite reports whether the batch's moments, and so the running ones, are
// numbers: a variance that overflows gives a scale of 0 and a finite embedding.
func (x *exec) normsFinite() bool {
	for i := range x.norms {
		s := &x.norms[i]
		for j := range s.mean {
			if sum := s.mean[j] + s.spread[j]; math.IsNaN(sum) || math.Abs(sum) > math.MaxFloat32/2 {
				return false
			}
		}
	}
	return true
}

// prepare sets scale and shift for given moments.
func (o *normOp) prepare(x *exec, mean, variance []float64) {
	s := &x.norms[o.place]
	for j := range mean {
		scale := float64(x.params[o.gamma+j]) / math.Sqrt(variance[j]+normEpsilon)
		s.scale[j], s.shift[j] = float32(scale), float32(float64(x.params[o.beta+j])-mean[j]*scale)
	}
}

// run takes the batch's moments into the running ones.
func (o *normOp) run(x *exec) {
	s, n := &x.norms[o.place], float64(x.values[o.in].positions(x.pictures))
	for j := range s.mean {
		unbiased := s.spread[j] * n / max(n-1, 1)
		m, v := &x.params[o.mean+j], &x.params[o.variance+j]
		*m = float32(float64(*m) + normMomentum*(s.mean[j]-float64(*m)))
		*v = float32(float64(*v) + normMomentum*(unbiased-float64(*v)))
	}
}

func (o *normOp) forward(x *exec, c, n, worker int) {
	if !o.folded || x.train {
		allPanels(o, x, c, n, worker)
	}
}

func (o *normOp) forwardPanel(x *exec, c, n, p, _ int) {
	s, v, l := &x.norms[o.place], x.values[o.in], p*kernel.Lane
	kernel.ScaleShift(v.panel(x.of(o.out, c), p), v.panel(x.of(o.in, c), p), s.scale[l:l+kernel.Lane], s.shift[l:l+kernel.Lane], v.positions(n), o.relu)
}

// masked is a panel of the output where ReLU decides about the gradient, or nil.
func (o *normOp) masked(x *exec, c, p int) []float32 {
	if !o.relu {
		return nil
	}
	return x.values[o.out].panel(x.of(o.out, c), p)
}

// sums sums up the gradient of a chunk.
func (o *normOp) sums(x *exec, c, n, _ int) {
	s, v := &x.norms[o.place], x.values[o.in]
	sum, product := s.chunkSums(c)
	for p := range v.panels {
		l := p * kernel.Lane
		kernel.NormSums(sum[l:l+kernel.Lane], product[l:l+kernel.Lane], v.panel(x.gradOf(o.out, c), p), o.masked(x, c, p),
			v.panel(x.of(o.in, c), p), s.mean32[l:l+kernel.Lane], v.positions(n))
	}
}

// reduceSums gives the gradients of gamma and beta and what each value's
// gradient is made of. With g the gradient by the output, r = 1/std,
// h = (x-mean)*r and averages over the batch,
//
//	∂/∂beta = Σ g, ∂/∂gamma = Σ g*h, ∂/∂x = gamma*r*(g - avg(g) - h*avg(g*h))
func (o *normOp) reduceSums(x *exec) {
	s, n := &x.norms[o.place], float64(x.values[o.in].positions(x.pictures))
	channels := len(s.center)
	for j := range channels {
		var sum, product float64
		for c := range x.chunks(x.pictures) {
			sum += float64(s.sums[c*2*channels+j])
			product += float64(s.sums[(c*2+1)*channels+j])
		}
		r := 1 / math.Sqrt(s.spread[j]+normEpsilon)
		// The sums were taken about the rounded mean.
		product += (float64(s.mean32[j]) - s.mean[j]) * sum
		x.grads[o.beta+j], x.grads[o.gamma+j] = float32(sum), float32(product*r)
		a := float64(x.params[o.gamma+j]) * r
		b := -a * r * r * product / n
		s.a[j], s.b[j] = float32(a), float32(b)
		s.c[j] = float32(-a*sum/n + b*(float64(s.mean32[j])-s.mean[j]))
	}
}

func (o *normOp) backward(x *exec, c, n, worker int) {
	s, v := &x.norms[o.place], x.values[o.in]
	dx, dy, src := x.gradOf(o.in, c), x.gradOf(o.out, c), x.of(o.in, c)
	rows := v.positions(n)
	for p := range v.panels {
		l := p * kernel.Lane
		to := v.panel(dx, p)
		if o.add {
			to = x.scratch[worker]
		}
		kernel.NormGrad(to, v.panel(dy, p), o.masked(x, c, p), v.panel(src, p), s.mean32[l:l+kernel.Lane],
			s.a[l:l+kernel.Lane], s.b[l:l+kernel.Lane], s.c[l:l+kernel.Lane], rows)
		if o.add {
			kernel.Add(v.panel(dx, p)[:rows*kernel.Lane], to[:rows*kernel.Lane])
		}
	}
}
