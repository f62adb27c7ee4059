package nn

import (
	"fmt"

	"mekiki/internal/kernel"
)

// Tensor is one parameter tensor of a network.
type Tensor struct {
	// Name is that of PyTorch for nn.Sequential: layers.3.weight.
	Name string
	// Shape is (out, in, height, width) for a convolution, (out, in) for a fully
	// connected layer, whose inputs are counted channel after channel, and
	// (channels) for the rest. A first fully connected layer reads a picture as it
	// is stored, channels last.
	Shape []int
	// Trained is false for the running moments of a normalisation.
	Trained     bool
	at          int  // in the parameters
	size        int  // there, padded
	matrix      bool // the weights of a product, [out/16][taps][lanes][16]
	taps, lanes int
	tail        bool // of the last stage of an eye
	conv        *convOp
	ones        bool // at first, instead of zeros
}

// tensors adds the tensors of a layer; place gives them their room. The first has the
// number that is returned.
func (b *builder) tensors(of []Tensor) int {
	first := len(b.net.tensors)
	b.net.tensors = append(b.net.tensors, of...)
	return first
}

// place gives each tensor its room, trained ones first, and tells the operations.
func (b *builder) place() {
	n, at := b.net, 0
	for _, trained := range []bool{true, false} {
		for i := range n.tensors {
			if t := &n.tensors[i]; t.Trained == trained {
				t.at = at
				at += t.size
			}
		}
		if trained {
			n.trained = at
		}
	}
	n.params = make([]float32, at)
	for _, o := range b.ops {
		if o, ok := o.(interface{ locate(func(tensor int) int) }); ok {
			o.locate(func(tensor int) int { return n.tensors[tensor].at })
		}
	}
	if n.Plain() {
		for i := 0; i < len(n.tensors); i += 2 {
			w, bias := n.tensors[i], n.tensors[i+1]
			n.layers = append(n.layers, layer{in: w.conv.k, out: w.conv.n, weight: w.at, bias: bias.at})
		}
	}
}

// Tensors are all tensors in the order of the layers. Do not change them.
func (n *Net) Tensors() []Tensor { return n.tensors }

// Values copies the values of tensor i.
func (n *Net) Values(i int) []float32 { return n.valuesOf(n.params, i) }

// SetValues sets the values of tensor i. It panics on a wrong length.
func (n *Net) SetValues(i int, v []float32) { n.setValuesOf(n.params, i, v) }

// Size is the number of values of the tensor.
func (t Tensor) Size() int {
	size := 1
	for _, d := range t.Shape {
		size *= d
	}
	return size
}

// Room is the number of values that the tensor takes in memory, whole panels.
func (t Tensor) Room() int { return t.size }

// valuesOf reads tensor i out of a slab that is laid out as params.
func (n *Net) valuesOf(slab []float32, i int) []float32 {
	t := n.tensors[i]
	v := make([]float32, t.Size())
	if !t.matrix {
		copy(v, slab[t.at:])
		return v
	}
	t.visit(func(natural, packed int) { v[natural] = slab[t.at+packed] })
	return v
}

// setValuesOf is the reverse of valuesOf. What pads a panel becomes zero.
func (n *Net) setValuesOf(slab []float32, i int, v []float32) {
	t := n.tensors[i]
	if len(v) != t.Size() {
		panic(fmt.Sprintf("nn: tensor %s has shape %v: got %d values", t.Name, t.Shape, len(v)))
	}
	room := slab[t.at : t.at+t.size]
	clear(room)
	if !t.matrix {
		copy(room, v)
		return
	}
	t.visit(func(natural, packed int) { room[packed] = v[natural] })
}

// visit calls f with the place of each weight in its natural order and in panels.
func (t Tensor) visit(f func(natural, packed int)) {
	outs, per := t.Shape[0], t.Size()/t.Shape[0]
	for j := range outs {
		for i := range per {
			tap, q := 0, i
			if len(t.Shape) == 4 {
				area := t.Shape[2] * t.Shape[3]
				tap, q = i%area, i/area
				if t.taps == 1 && area > 1 { // the window lies in the lanes
					tap, q = 0, tap*t.Shape[1]+q
				}
			} else if t.taps > 1 {
				tap, q = i%t.taps, i/t.taps
			}
			f(j*per+i, ((j/kernel.Lane*t.taps+tap)*t.lanes+q)*kernel.Lane+j%kernel.Lane)
		}
	}
}
