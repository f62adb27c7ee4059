package nn

import (
	"fmt"
	"slices"

	"mekiki/internal/kernel"
)

// Net is a network. It is safe for concurrent reads.
type Net struct {
	arch   Arch
	input  Shape
	widths []int   // of a plain network, else nil
	layers []layer // likewise
	plan   plan
	pixels pixels
	front  Front // nil: pictures are read as they are
	// params holds all parameters, in panels: first the trained ones.
	params  []float32
	trained int
	tensors []Tensor
}

// layer says where the parameters of one layer of a plain network lie. in and
// out are padded to whole panels; what is beyond the real widths is zero and
// stays zero, because its gradient is zero.
type layer struct {
	in, out      int
	weight, bias int // offsets in params
}

// New makes a plain network of the given widths, input first: fully connected,
// with ReLU between layers and a linear end. Its weights are Glorot-uniform
// (Glorot and Bengio, 2010), drawn from seed, its biases zero. It
// panics on fewer than two widths or a width below 1.
func New(widths []int, seed uint64) *Net {
	if len(widths) < 2 || slices.Min(widths) < 1 {
		panic(fmt.Sprintf("nn: widths %v", widths))
	}
	n := layOut(Plain(widths[1:]), Shape{1, 1, widths[0]})
	n.draw(seed)
	return n
}

// Arch is the architecture.
func (n *Net) Arch() Arch { return n.arch }

// Input is the shape of the pictures.
func (n *Net) Input() Shape { return n.input }

// Inputs is the number of values of a picture.
func (n *Net) Inputs() int { return n.input.Size() }

// Dim is the width of the embedding.
func (n *Net) Dim() int { return n.plan.last().Channels }

// Parameters is the number of trained weights and biases.
func (n *Net) Parameters() int {
	sum := 0
	for _, t := range n.tensors {
		if t.Trained {
			sum += t.Size()
		}
	}
	return sum
}

// Plain reports whether the network is fully connected, with ReLU between layers
// and a linear end. Only then there are Widths, Layers, Weight, Bias and
// SetLayer, and a TripletTrainer.
func (n *Net) Plain() bool { return n.widths != nil }

// Widths is the input width followed by the width of each layer. Do not change it.
func (n *Net) Widths() []int { return n.widths }

// Layers is the number of layers with weights.
func (n *Net) Layers() int { return len(n.layers) }

// Weight copies the weights of layer l, from 0, as a row-major (out, in) matrix.
func (n *Net) Weight(l int) []float32 { return n.weightOf(n.params, l) }

// Bias copies the bias of layer l, length out.
func (n *Net) Bias(l int) []float32 { return n.biasOf(n.params, l) }

// SetLayer sets weights, row-major (out, in), and bias of layer l. It panics on
// wrong lengths.
func (n *Net) SetLayer(l int, weight, bias []float32) { n.setLayerOf(n.params, l, weight, bias) }

// Clone is a copy that shares nothing that changes.
func (n *Net) Clone() *Net {
	c := *n
	c.params = slices.Clone(n.params)
	return &c
}

// CopyFrom takes over the parameters of o. It panics if it is another
// architecture.
func (n *Net) CopyFrom(o *Net) {
	if n.input != o.input || n.arch.String() != o.arch.String() {
		panic(fmt.Sprintf("nn: parameters of %s for %s, %s for %s", o.input, n.input, o.arch, n.arch))
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
