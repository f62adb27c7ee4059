package nn

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"mekiki/internal/kernel"
)

// embedRows is how many pictures a worker embeds at a time: four tiles, enough
// to reuse the weights that it has loaded into the cache.
const embedRows = 4 * kernel.Tile

// Embed writes the embeddings of the given rows of src to dst, row-major
// (len(rows), Dim); nil rows means all of them. The result is bitwise the same
// for every number of workers; 0 workers means one for each core. It panics on
// wrong shapes.
func (n *Net) Embed(dst []float32, src Source, rows []int32, workers int) {
	src.check(n.widths[0])
	count := len(rows)
	if rows == nil {
		count = src.Rows()
	}
	if len(dst) != count*n.Dim() {
		panic(fmt.Sprintf("nn: Embed: %d values for %d rows of %d", len(dst), count, n.Dim()))
	}
	src.checkRows(rows)
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, (count+embedRows-1)/embedRows) {
		wg.Go(func() {
			a := n.newActivations(1, embedRows)
			for {
				lo := int(next.Add(embedRows)) - embedRows
				if lo >= count {
					return
				}
				hi := min(lo+embedRows, count)
				for i := lo; i < hi; i++ {
					row := i
					if rows != nil {
						row = int(rows[i])
					}
					src.fill(a[0], row, i-lo, embedRows)
				}
				n.forward(a, 0, 0, hi-lo, embedRows)
				kernel.Unpack(dst[lo*n.Dim():hi*n.Dim()], a[len(a)-1], hi-lo, n.Dim(), embedRows)
			}
		})
	}
	wg.Wait()
}

// newActivations makes one buffer for the input and one for each layer's
// output, each [chunks][F/16][capacity][16].
func (n *Net) newActivations(chunks, capacity int) [][]float32 {
	a := make([][]float32, len(n.widths))
	for l, w := range n.widths {
		a[l] = make([]float32, chunks*kernel.Pad(w)*capacity)
	}
	return a
}

// forward runs the layers from `first` on, on one chunk of activations.
func (n *Net) forward(a [][]float32, first, chunk, rows, capacity int) {
	for l := first; l < len(n.layers); l++ {
		n.layer(a, l, chunk, rows, capacity, 0, n.layers[l].out/kernel.Lane)
	}
}

// layer computes output panels p0 to p1 of one layer on one chunk.
func (n *Net) layer(a [][]float32, l, chunk, rows, capacity, p0, p1 int) {
	y, ep := n.layers[l], kernel.BiasReLU
	if l == len(n.layers)-1 {
		ep = kernel.Bias
	}
	const lane = kernel.Lane
	kernel.Mul(a[l+1][(chunk*y.out+p0*lane)*capacity:][:(p1-p0)*lane*capacity], a[l][chunk*y.in*capacity:],
		n.params[y.weight+p0*lane*y.in:y.weight+p1*lane*y.in], rows, capacity, y.in, (p1-p0)*lane, ep, n.params[y.bias+p0*lane:][:(p1-p0)*lane])
}
