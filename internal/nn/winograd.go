package nn

import "mekiki/internal/kernel"

// blockPanel is the size of a panel of a block's points, in values.
const blockPanel = tileBlock * kernel.Lane

// pointStride is the distance of the points of a block of so many panels. The
// panel's row more keeps the points of one tile out of the same set of the cache.
func pointStride(panels int) int { return panels*blockPanel + kernel.Lane }

// pointsOf is the room for a block's points.
func pointsOf(panels int) int { return kernel.WinogradPoints * pointStride(panels) }

// convolve computes some tiles and panels of outputs of a convolution from k inputs to n
// outputs: each block of tiles becomes points, the points are multiplied, and their
// products become outputs. u is the weights' points, [16][n/16][k][16].
func (t *winogradTable) convolve(to, from, u, scratch []float32, k, n int, r region, f *kernel.Finish) {
	vPanels, mPanels := k/kernel.Lane, r.panels()
	v, m := scratch[:pointsOf(vPanels)], scratch[pointsOf(vPanels):]
	panel := t.capacity * kernel.Lane
	u = u[r.panel*k*kernel.Lane:]
	for lo := r.row; lo < r.rowEnd; lo += tileBlock {
		count := min(tileBlock, r.rowEnd-lo)
		for q := range vPanels {
			kernel.WinogradInput(v[q*blockPanel:], from[q*panel:(q+1)*panel], t.in[lo*16:], count, pointStride(vPanels))
		}
		for i := range kernel.WinogradPoints {
			kernel.Mul(m[i*pointStride(mPanels):], v[i*pointStride(vPanels):], u[i*k*n:], count, tileBlock, k, mPanels*kernel.Lane, nil)
		}
		for q := range mPanels {
			part, to := f.Panel(r.panel+q, panel), to[(r.panel+q)*panel:]
			kernel.WinogradOutput(to[:panel], m[q*blockPanel:], t.out[lo*4:], count, pointStride(mPanels), t.spare, &part)
		}
	}
}

// weightPoints writes the points of the weights of output panel p.
func (o *convOp) weightPoints(u, weight []float32, p int) {
	kernel.WinogradWeights(u[p*o.k*kernel.Lane:], weight[p*o.taps*o.k*kernel.Lane:], o.k, o.k*kernel.Lane, o.k*o.n, false)
}

// backPoints writes the points of the transposed weights of output panel p, those
// of the convolution that gives the gradient of the input: [16][k/16][n][16].
func (o *convOp) backPoints(u, weight, scratch []float32, p int) {
	const square = kernel.Lane * kernel.Lane
	for q := range o.k / kernel.Lane {
		for tap := range o.taps {
			kernel.Transpose(scratch[tap*square:], weight[((p*o.taps+tap)*o.k+q*kernel.Lane)*kernel.Lane:], 1, 0, 0)
		}
		kernel.WinogradWeights(u[(q*o.n+p*kernel.Lane)*kernel.Lane:], scratch, kernel.Lane, square, o.k*o.n, true)
	}
}

// tileJob is the panels of inputs, and of outputs, of one job of the gradient of
// weights: each of their maps is transformed once for so many of the others.
const tileJob = 2

// winogradGrad computes the part of a job over all chunks, in their order.
func (j gradJob) winogradGrad(x *exec, scratch []float32) {
	const square = kernel.Lane * kernel.Lane
	o, qs, ps := j.op, j.q1-j.q0, j.p1-j.p0
	t, in, out := o.winograd, x.values[o.in], x.values[o.out]
	v, d := scratch[:pointsOf(qs)], scratch[pointsOf(qs):]
	g, size := d[pointsOf(ps):], ps*qs*square
	more := false
	for c := range x.chunks(x.pictures) {
		from, dy := x.of(o.in, c), x.gradOf(o.out, c)
		tiles := x.count(c) * t.perPicture
		for lo := 0; lo < tiles; lo += tileBlock {
			count := min(tileBlock, tiles-lo)
			for q := range qs {
				kernel.WinogradInput(v[q*blockPanel:], in.panel(from, j.q0+q), t.in[lo*16:], count, pointStride(qs))
			}
			for p := range ps {
				kernel.WinogradOutputGrad(d[p*blockPanel:], out.panel(dy, j.p0+p), t.from[lo*4:], count, pointStride(ps))
			}
			for i := range kernel.WinogradPoints {
				kernel.Grad(g[i*size:], v[i*pointStride(qs):], d[i*pointStride(ps):], []int32{int32(count)}, tileBlock, 0, 0,
					kernel.GradBlock{K1: qs, N1: ps}, more)
			}
			more = true
		}
	}
	for p := range ps {
		kernel.WinogradWeightsGrad(x.grads[o.weight+((j.p0+p)*o.taps*o.k+j.q0*kernel.Lane)*kernel.Lane:], g[p*qs*square:],
			qs*kernel.Lane, size, o.k*kernel.Lane)
	}
}

// scratchOf is what a worker needs to compute a plan: points, and in training a panel
// or a job of the gradient.
func (p *plan) scratchOf(train bool) int {
	const square = kernel.Lane * kernel.Lane
	most := 0
	for _, o := range p.ops {
		if o, ok := o.(*convOp); ok && o.winograd != nil {
			most = max(most, pointsOf(o.k/kernel.Lane)+pointsOf(o.n/kernel.Lane))
			if train {
				most = max(most, 2*pointsOf(tileJob)+tileJob*tileJob*kernel.WinogradPoints*square, o.taps*square)
			}
		}
	}
	for _, o := range p.ops {
		if o, ok := o.(*depthwiseOp); ok {
			most = max(most, o.scratch())
		}
	}
	if train {
		for _, v := range p.values {
			most = max(most, v.capacity*kernel.Lane)
		}
	}
	return most
}
