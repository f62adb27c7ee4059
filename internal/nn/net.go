package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"mekiki/internal/kernel"
)

// Net is a fully connected network with ReLU between layers and a linear end.
// It is safe for concurrent reads.
type Net struct {
	widths []int
	layers []layer
	// params holds all weights and biases, in panels, layer after layer.
	params []float32
}

// layer says where the parameters of one layer lie. in and out are padded to
// whole panels; what is beyond the real widths is zero and stays zero, because
// its gradient is zero.
type layer struct {
	in, out      int
	weight, bias int // offsets in params
}

// New makes a network of the given widths, input first, with Glorot-uniform
// weights (Glorot and Bengio, 2010), drawn from seed, and zero biases. It
// panics on fewer than two widths or a width below 1.
func New(widths []int, seed uint64) *Net {
	n := empty(widths)
	r := rand.New(rand.NewPCG(seed, 0x6d656b696b69))
	for l := range n.layers {
		in, out := widths[l], widths[l+1]
		limit := math.Sqrt(6 / float64(in+out))
		w := make([]float32, in*out)
		for i := range w {
			w[i] = float32(limit * (2*r.Float64() - 1))
		}
		n.SetLayer(l, w, make([]float32, out))
	}
	return n
}

// empty makes a network whose parameters are all zero.
func empty(widths []int) *Net {
	if len(widths) < 2 || slices.Min(widths) < 1 {
		panic(fmt.Sprintf("nn: widths %v", widths))
	}
	n := &Net{widths: slices.Clone(widths)}
	at := 0
	for l := range len(widths) - 1 {
		y := layer{in: kernel.Pad(widths[l]), out: kernel.Pad(widths[l+1]), weight: at}
		y.bias = at + y.in*y.out
		at = y.bias + y.out
		n.layers = append(n.layers, y)
	}
	n.params = make([]float32, at)
	return n
}

// Widths is the input width followed by the width of each layer. Do not change it.
func (n *Net) Widths() []int { return n.widths }

// Layers is the number of layers with weights.
func (n *Net) Layers() int { return len(n.layers) }

// Dim is the width of the embedding.
func (n *Net) Dim() int { return n.widths[len(n.widths)-1] }

// Weight copies the weights of layer l, from 0, as a row-major (out, in) matrix.
func (n *Net) Weight(l int) []float32 { return n.weightOf(n.params, l) }

// Bias copies the bias of layer l, length out.
func (n *Net) Bias(l int) []float32 { return n.biasOf(n.params, l) }

// SetLayer sets weights, row-major (out, in), and bias of layer l. It panics on
// wrong lengths.
func (n *Net) SetLayer(l int, weight, bias []float32) { n.setLayerOf(n.params, l, weight, bias) }

// Clone is a copy that shares nothing.
func (n *Net) Clone() *Net {
	return &Net{widths: n.widths, layers: n.layers, params: slices.Clone(n.params)}
}

// CopyFrom takes over the parameters of o. It panics if the widths differ.
func (n *Net) CopyFrom(o *Net) {
	if !slices.Equal(n.widths, o.widths) {
		panic(fmt.Sprintf("nn: parameters of %v for %v", o.widths, n.widths))
	}
	copy(n.params, o.params)
}

// weightOf reads the weights of layer l out of a slab that is laid out as params.
func (n *Net) weightOf(slab []float32, l int) []float32 {
	in, out := n.widths[l], n.widths[l+1]
	w := make([]float32, in*out)
	kernel.UnpackWeights(w, slab[n.layers[l].weight:n.layers[l].bias], out, in)
	return w
}

func (n *Net) biasOf(slab []float32, l int) []float32 {
	return slices.Clone(slab[n.layers[l].bias:][:n.widths[l+1]])
}

func (n *Net) setLayerOf(slab []float32, l int, weight, bias []float32) {
	in, out := n.widths[l], n.widths[l+1]
	if len(weight) != in*out || len(bias) != out {
		panic(fmt.Sprintf("nn: layer %d is (%d, %d): got %d weights and %d biases", l, out, in, len(weight), len(bias)))
	}
	y := n.layers[l]
	kernel.PackWeights(slab[y.weight:y.bias], weight, out, in)
	b := slab[y.bias:][:y.out]
	clear(b[copy(b, bias):])
}
