package nn

import "mekiki/internal/kernel"

// forwardChunks is the first phase of a step: each chunk goes through forward,
// loss and the gradients of its activations while it is in the cache.
func (t *Trainer) forwardChunks(worker int) {
	for {
		c, ok := t.jobs.take(worker)
		if !ok {
			return
		}
		lo := c * t.chunk
		t.forwardChunk(c, lo, min(lo+t.chunk, len(t.batch)), &t.scratch[worker])
	}
}

// forwardChunk runs triplets lo to hi of the batch as chunk c.
func (t *Trainer) forwardChunk(c, lo, hi int, s *scratch) {
	n, rows, dim := t.net, 3*(hi-lo), t.net.Dim()
	x := t.of(t.act, 0, c)
	for i, triplet := range t.batch[lo:hi] {
		for j, picture := range triplet {
			t.src.fill(x, int(picture), 3*i+j, t.rows)
		}
	}
	n.forward(t.act, c, rows, t.rows)
	emb, grad := s.emb[:rows*dim], s.grad[:rows*dim]
	kernel.Unpack(emb, t.of(t.act, n.Layers(), c), rows, dim, t.rows)
	if !finite(emb) {
		t.finite.Store(false)
	}
	live := t.live[lo:hi]
	t.opt.Loss(emb, grad, dim, t.loss[lo:hi], live, t.scale)
	if t.backward {
		t.backwardChunk(c, live, grad)
	}
}

// backwardChunk moves the rows of live triplets to the front and computes the
// gradients of all layers' outputs for them alone. A triplet without a gradient
// would add exact zeros to every sum, so leaving it out changes no bit.
func (t *Trainer) backwardChunk(c int, live []bool, grad []float32) {
	n, dim, kept := t.net, t.net.Dim(), 0
	for i, alive := range live {
		if !alive && !t.opt.Dense {
			continue
		}
		if i != kept {
			copy(grad[3*kept*dim:3*(kept+1)*dim], grad[3*i*dim:3*(i+1)*dim])
			for l := range n.layers {
				moveRows(t.of(t.act, l, c), 3*kept, 3*i, 3, t.rows)
			}
		}
		kept++
	}
	rows := 3 * kept
	t.counts[c] = int32(rows)
	if rows == 0 {
		return
	}
	last := len(n.layers)
	kernel.Pack(t.of(t.dy, last, c), grad[:rows*dim], rows, dim, t.rows)
	for l := last - 1; l > 0; l-- {
		y := n.layers[l]
		kernel.Mul(t.of(t.dy, l, c), t.of(t.dy, l+1, c), t.wt[l], rows, t.rows, y.out, y.in, kernel.Mask, t.of(t.act, l, c))
	}
}

// of is chunk c of a buffer at width l.
func (t *Trainer) of(buffers [][]float32, l, c int) []float32 {
	size := kernel.Pad(t.net.widths[l]) * t.rows
	return buffers[l][c*size : (c+1)*size]
}

// moveRows copies n rows within each panel.
func moveRows(panels []float32, dst, src, n, capacity int) {
	for at := 0; at < len(panels); at += capacity * kernel.Lane {
		p := panels[at : at+capacity*kernel.Lane]
		copy(p[dst*kernel.Lane:(dst+n)*kernel.Lane], p[src*kernel.Lane:(src+n)*kernel.Lane])
	}
}

// finite reports whether no value is NaN or infinite: such a value times zero is NaN.
func finite(v []float32) bool {
	var s float32
	for _, x := range v {
		s += x * 0
	}
	return s == 0
}
