package nn

import (
	"math"

	"mekiki/internal/kernel"
)

// The triplet step computes plain networks layer by layer, over activations of
// a shape of its own: [chunks][F/16][capacity][16] for each width.

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
	const lane = kernel.Lane
	y := n.layers[l]
	f := &kernel.Finish{Bias: n.params[y.bias+p0*lane:][:(p1-p0)*lane], Clamp: l < len(n.layers)-1, High: float32(math.Inf(1))}
	kernel.Mul(a[l+1][(chunk*y.out+p0*lane)*capacity:][:(p1-p0)*lane*capacity], a[l][chunk*y.in*capacity:],
		n.params[y.weight+p0*lane*y.in:y.weight+p1*lane*y.in], rows, capacity, y.in, (p1-p0)*lane, f)
}
