package head

import (
	"fmt"
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// Numbers is how many numbers a head makes of a vector.
const Numbers = 128

// architecture of a head on vectors of so many numbers: the first layer begins as a whitening, then
// two layers correct its result, and what is left is a linear map of the sum.
func architecture(dim int) string {
	return fmt.Sprintf("conv %d 1x1; residual(conv 256 1x1; relu; conv %d 1x1); dense %d", dim, dim, Numbers)
}

// Head maps vectors of places. It is not changed by use.
type Head struct{ net *nn.Net }

// newHead is a head with weights drawn from a seed.
func newHead(dim int, seed uint64) *Head {
	a, err := nn.ParseArch(architecture(dim))
	if err != nil {
		panic("head: " + err.Error())
	}
	net, err := nn.Build(a, nn.Shape{Height: 1, Width: 1, Channels: dim}, seed)
	if err != nil {
		panic("head: " + err.Error()) // any vector has a place
	}
	return &Head{net}
}

// Embed maps vectors, row-major (n, numbers of a vector), to dst, row-major (n, Numbers). The number
// of workers changes no bit. It panics on wrong lengths.
func (h *Head) Embed(dst, rows []float32, workers int) {
	h.net.Embed(dst, nn.Source{Size: h.net.Inputs(), F32: rows}, nil, workers)
}

// Weights are all numbers of a head, layer by layer, as FromWeights takes them.
func (h *Head) Weights() []float32 {
	var all []float32
	for i := range h.net.Tensors() {
		all = append(all, h.net.Values(i)...)
	}
	return all
}

// FromWeights is the head on vectors of dim numbers that has these weights. Errors are in a
// user's words.
func FromWeights(w []float32, dim int) (*Head, error) {
	h := newHead(dim, 0)
	if len(w) != h.net.Parameters() {
		return nil, lang.Errorf("the head is damaged: %d weights, not %d", len(w), h.net.Parameters())
	}
	for _, v := range w {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, lang.Errorf("the head is damaged: it holds numbers that are none")
		}
	}
	for i := range h.net.Tensors() {
		n := len(h.net.Values(i))
		h.net.SetValues(i, w[:n])
		w = w[n:]
	}
	return h, nil
}
