package nn

import (
	"fmt"
	"slices"
	"strings"

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
	Trained bool
	at      int // in the parameters
	size    int // there, padded
	conv    *convOp
	norm    bool
}

// tensor adds a tensor; place gives it its room.
func (b *builder) tensor(name string, shape []int, size int, conv *convOp, norm bool) int {
	running := strings.HasSuffix(name, "running_mean") || strings.HasSuffix(name, "running_var")
	b.net.tensors = append(b.net.tensors, Tensor{Name: name, Shape: shape, Trained: !running, size: size, conv: conv, norm: norm})
	return len(b.net.tensors) - 1
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
		switch o := o.(type) {
		case *convOp:
			o.weight = n.tensors[o.weight].at
			if o.bias >= 0 {
				o.bias = n.tensors[o.bias].at
			}
		case *normOp:
			o.gamma, o.beta = n.tensors[o.gamma].at, n.tensors[o.beta].at
			o.mean, o.variance = n.tensors[o.mean].at, n.tensors[o.variance].at
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

// valuesOf reads tensor i out of a slab that is laid out as params.
func (n *Net) valuesOf(slab []float32, i int) []float32 {
	t := n.tensors[i]
	v := make([]float32, t.Size())
	if t.conv == nil {
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
	if t.conv == nil {
		copy(room, v)
		return
	}
	t.visit(func(natural, packed int) { room[packed] = v[natural] })
}

// visit calls f with the place of each weight in its natural order and in panels.
func (t Tensor) visit(f func(natural, packed int)) {
	o := t.conv
	outs, per := t.Shape[0], t.Size()/t.Shape[0]
	for j := range outs {
		for i := range per {
			tap, q := 0, i
			if len(t.Shape) == 4 {
				area := t.Shape[2] * t.Shape[3]
				tap, q = i%area, i/area
				if o.taps == 1 && area > 1 { // the window lies in the lanes
					tap, q = 0, tap*t.Shape[1]+q
				}
			} else if o.taps > 1 {
				tap, q = i%o.taps, i/o.taps
			}
			f(j*per+i, ((j/kernel.Lane*o.taps+tap)*o.k+q)*kernel.Lane+j%kernel.Lane)
		}
	}
}

// plainWidths are the widths of an architecture of fully connected layers with
// ReLU between them, or nil.
func plainWidths(a Arch, in Shape) []int {
	widths := []int{in.Size()}
	for i, l := range a {
		if l.Kind != []Kind{Dense, ReLU}[i%2] {
			return nil
		}
		if l.Kind == Dense {
			widths = append(widths, l.Out)
		}
	}
	if len(a)%2 == 0 {
		return nil
	}
	return slices.Clip(widths)
}
