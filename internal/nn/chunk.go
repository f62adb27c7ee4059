package nn

import "mekiki/internal/kernel"

// A step has four phases, each ended by all workers together: the pictures are
// filled in; the first layer; the other layers with the loss and the gradients
// of all activations; the update of the weights.

// fillChunks is the first phase: each chunk's pictures.
func (t *TripletTrainer) fillChunks(worker int) {
	for {
		c, ok := t.jobs.Take(worker)
		if !ok {
			return
		}
		x := t.of(t.act, 0, c)
		for i, triplet := range t.triplets(c) {
			for j, picture := range triplet {
				t.net.pixels.fill(x, t.src, int(picture), 3*i+j, t.rows)
			}
		}
	}
}

// firstLayer is the second phase. The first layer has most of the weights. Here
// a worker computes those of its outputs whose weights it also updates, for all
// chunks, so that these weights stay in its core's cache as long as nobody has
// to help. A job is the share of one worker in one chunk.
func (t *TripletTrainer) firstLayer(worker int) {
	chunks := t.chunks(len(t.batch))
	for {
		job, ok := t.jobs.Take(worker)
		if !ok {
			return
		}
		owner, c := job/chunks, job%chunks
		p0, p1 := t.owned(0, owner)
		if p0 < p1 {
			t.net.layer(t.act, 0, c, 3*len(t.triplets(c)), t.rows, p0, p1)
		}
	}
}

// owned is the range of output panels of layer l whose weights a worker updates,
// unless another one helps it: whole blocks, spread evenly.
func (t *TripletTrainer) owned(l, worker int) (p0, p1 int) {
	panels := t.net.layers[l].out / kernel.Lane
	groups := (panels + blockOut - 1) / blockOut
	at := func(w int) int { return min(groups*w/t.opt.Workers*blockOut, panels) }
	return at(worker), at(worker + 1)
}

// triplets are those of chunk c of the batch.
func (t *TripletTrainer) triplets(c int) [][3]int32 {
	return t.batch[c*t.chunk : min((c+1)*t.chunk, len(t.batch))]
}

// chunkRests is the third phase: each chunk goes through the other layers, the
// loss and the gradients of its activations while it is in the cache.
func (t *TripletTrainer) chunkRests(worker int) {
	for {
		c, ok := t.jobs.Take(worker)
		if !ok {
			return
		}
		t.chunkRest(c, &t.scratch[worker])
	}
}

// chunkRest runs chunk c from the second layer on.
func (t *TripletTrainer) chunkRest(c int, s *scratch) {
	lo, count := c*t.chunk, len(t.triplets(c))
	n, rows, dim := t.net, 3*count, t.net.Dim()
	n.forward(t.act, 1, c, rows, t.rows)
	emb, grad := s.emb[:rows*dim], s.grad[:rows*dim]
	kernel.Unpack(emb, t.of(t.act, n.Layers(), c), rows, dim, t.rows)
	if !finite(emb) {
		t.finite.Store(false)
	}
	live := t.live[lo : lo+count]
	if !t.opt.Loss(lo, emb, grad, dim, t.loss[lo:lo+count], live, t.scale) {
		t.finite.Store(false)
	}
	t.backwardChunk(c, live, grad)
}

// backwardChunk moves the rows of live triplets to the front and computes the
// gradients of all layers' outputs for them alone. A triplet without a gradient
// would add exact zeros to every sum, so leaving it out changes no bit.
func (t *TripletTrainer) backwardChunk(c int, live []bool, grad []float32) {
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
		kernel.MulMasked(t.of(t.dy, l, c), t.of(t.dy, l+1, c), t.wt[l], rows, t.rows, y.out, y.in, t.of(t.act, l, c))
	}
}

// of is chunk c of a buffer at width l.
func (t *TripletTrainer) of(buffers [][]float32, l, c int) []float32 {
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
