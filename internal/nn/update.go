package nn

import "mekiki/internal/kernel"

// block is a piece of one layer's weights that a worker updates at a time. Its
// gradient fits the first-level cache, so Adam reads it from there. The blocks
// with the first input panel also update the bias of their outputs.
type block struct {
	kernel.GradBlock
	layer int
}

// blockIn and blockOut are the largest block, in panels: 128 inputs x 32 outputs.
const blockIn, blockOut = 8, 2

// newBlocks cuts all layers into blocks, worker after worker, and gives the
// number of blocks of each. Within a layer a worker goes through its outputs
// for one piece of the inputs after the other, which stay in its cache.
func (t *TripletTrainer) newBlocks() (blocks []block, counts []int) {
	for w := range t.opt.Workers {
		before := len(blocks)
		for l, y := range t.net.layers {
			in := y.in / kernel.Lane
			pieces := (in + blockIn - 1) / blockIn
			p0, p1 := t.owned(l, w)
			for i := range pieces {
				for p := p0; p < p1; p += blockOut {
					blocks = append(blocks, block{layer: l, GradBlock: kernel.GradBlock{
						K0: in * i / pieces, K1: in * (i + 1) / pieces, N0: p, N1: min(p+blockOut, p1),
					}})
				}
			}
		}
		counts = append(counts, len(blocks)-before)
	}
	return blocks, counts
}

// updateBlocks is the last phase of a step: gradient and Adam, block by block.
func (t *TripletTrainer) updateBlocks(worker int) {
	for {
		i, ok := t.jobs.Take(worker)
		if !ok {
			return
		}
		b, g := t.blocks[i], t.scratch[worker].block
		t.gradient(b, g)
		t.apply(b, g)
		if b.K0 == 0 {
			for p := b.N0; p < b.N1; p++ {
				t.updateBias(b.layer, p)
			}
		}
	}
}

// gradient computes the gradient of a block to g, [N1-N0][(K1-K0)*16][16].
func (t *TripletTrainer) gradient(b block, g []float32) {
	y, counts := t.net.layers[b.layer], t.counts[:t.chunks(len(t.batch))]
	kernel.Grad(g, t.act[b.layer], t.dy[b.layer+1], counts, t.rows, y.in*t.rows, y.out*t.rows, b.GradBlock, false)
}

// apply runs Adam on a block and renews its transposed copy.
func (t *TripletTrainer) apply(b block, g []float32) {
	const square = kernel.Lane * kernel.Lane
	y := t.net.layers[b.layer]
	size := (b.K1 - b.K0) * square
	for p := b.N0; p < b.N1; p++ {
		at := y.weight + p*y.in*kernel.Lane + b.K0*square
		kernel.Adam(t.net.params[at:at+size], t.m[at:at+size], t.v[at:at+size], g[(p-b.N0)*size:][:size], t.adam)
		if b.layer > 0 {
			t.transpose(b.layer, p, b.K0, b.K1)
		}
	}
}

// gradientBias sums the output gradients of panel p, chunk after chunk.
func (t *TripletTrainer) gradientBias(l, p int, g []float32) {
	clear(g[:kernel.Lane])
	size := t.net.layers[l].out * t.rows
	for c, rows := range t.counts[:t.chunks(len(t.batch))] {
		kernel.SumRows(g, t.dy[l+1][c*size+p*t.rows*kernel.Lane:], int(rows))
	}
}

func (t *TripletTrainer) updateBias(l, p int) {
	var g [kernel.Lane]float32
	t.gradientBias(l, p, g[:])
	at := t.net.layers[l].bias + p*kernel.Lane
	kernel.Adam(t.net.params[at:at+kernel.Lane], t.m[at:at+kernel.Lane], t.v[at:at+kernel.Lane], g[:], t.adam)
}

// transpose copies input panels k0 to k1 of output panel p to the transposed weights.
func (t *TripletTrainer) transpose(l, p, k0, k1 int) {
	const square = kernel.Lane * kernel.Lane
	y := t.net.layers[l]
	kernel.Transpose(t.wt[l][k0*y.out*kernel.Lane+p*square:], t.net.params[y.weight+p*y.in*kernel.Lane+k0*square:y.bias],
		k1-k0, y.out*kernel.Lane, square)
}

func (t *TripletTrainer) transposeAll() {
	for l := 1; l < len(t.net.layers); l++ {
		y := t.net.layers[l]
		for p := range y.out / kernel.Lane {
			t.transpose(l, p, 0, y.in/kernel.Lane)
		}
	}
}
