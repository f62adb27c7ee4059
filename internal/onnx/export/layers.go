package export

import (
	"fmt"
	"math"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// network writes the layers of a network.
type network struct {
	*builder
	parts   map[string]nn.Part // by name
	tensors map[string][]float32
	err     error // the first layer that has no form in ONNX
}

// value is what a layer gives: a map (N, channels, height, width), or flat, (N, values).
type value struct {
	name string
	nn.Shape
	flat bool
}

// normEpsilon is that of nn's normalisation.
const normEpsilon = 1e-5

// read are pictures of shape in as net reads them. A first fully connected layer takes them
// as they lie, (N, height, width, channels); all others have channels first.
func (b *builder) read(net *nn.Net, in nn.Shape) value {
	x := b.pictures(net.Preprocess())
	if net.Arch()[0].Kind == nn.Dense {
		return value{name: b.op("pictures.row", "Flatten", of(x), integer("axis", 1)), Shape: net.Input(), flat: true}
	}
	return value{name: b.op("pictures.channels_first", "Transpose", of(x), integers("perm", 0, 3, 1, 2)), Shape: in}
}

// embedding are the layers of net, which read v. The error names a layer that has no form
// in ONNX.
func (b *builder) embedding(net *nn.Net, v value) (string, error) {
	n := newNetwork(b, net)
	return n.layers(net.Arch(), "layers", v).rows(n).name, n.err
}

// newNetwork has the parts and the tensors of net at hand.
func newNetwork(b *builder, net *nn.Net) *network {
	n := &network{builder: b, parts: map[string]nn.Part{}, tensors: map[string][]float32{}}
	for i, t := range net.Tensors() {
		n.tensors[t.Name] = net.Values(i)
	}
	_ = net.Arch().Parts(net.Input(), func(p nn.Part) error { // which never fails
		n.parts[p.Name] = p
		return nil
	})
	return n
}

// layers writes a list of layers whose names begin with prefix.
func (n *network) layers(a nn.Arch, prefix string, v value) value {
	for i := 0; i < len(a); i++ {
		p := n.parts[fmt.Sprintf("%s.%d", prefix, i)]
		if product(a[i]) && i+1 < len(a) && a[i+1].Kind == nn.Norm {
			i++
			v = n.product(p, n.parts[fmt.Sprintf("%s.%d", prefix, i)], v)
			continue
		}
		v = n.layer(p, v)
	}
	return v
}

func product(l nn.Layer) bool { return l.Kind == nn.Conv || l.Kind == nn.Dense }

// layer writes one layer.
func (n *network) layer(p nn.Part, v value) value {
	to := value{name: p.Name, Shape: p.Out, flat: v.flat}
	window := func(l nn.Layer) []wire.Attr {
		return []wire.Attr{integers("kernel_shape", l.Size, l.Size), integers("strides", l.Size, l.Size)}
	}
	switch p.Layer.Kind {
	case nn.Conv, nn.Dense:
		return n.product(p, nn.Part{}, v)
	case nn.Norm:
		return n.norm(p, v)
	case nn.ReLU:
		n.op(p.Name, "Relu", of(v.name))
	case nn.ReLU6:
		low, high := n.hold(wire.NewFloats(p.Name+".low", []int{}, []float32{0})), n.hold(wire.NewFloats(p.Name+".high", []int{}, []float32{6}))
		n.op(p.Name, "Clip", of(v.name, low, high))
	case nn.Depthwise:
		return n.depthwise(p, v)
	case nn.Dropout:
		return v
	case nn.MaxPool:
		to.flat = false
		n.op(p.Name, "MaxPool", of(v.maps(n).name), window(p.Layer)...)
	case nn.AvgPool:
		to.flat = false
		n.op(p.Name, "AveragePool", of(v.maps(n).name), window(p.Layer)...)
	case nn.GlobalAvg:
		to.flat = false
		n.op(p.Name, "GlobalAveragePool", of(v.maps(n).name))
	case nn.GlobalMax:
		to.flat = false
		n.op(p.Name, "GlobalMaxPool", of(v.maps(n).name))
	case nn.Residual:
		body, short := n.layers(p.Layer.Body, p.Name, v), v
		if way, there := n.parts[p.Name+".shortcut.0"]; there {
			short = n.product(way, n.parts[p.Name+".shortcut.1"], v)
		}
		to.flat = body.flat && short.flat
		if !to.flat {
			body, short = body.maps(n), short.maps(n)
		}
		n.op(p.Name, "Add", of(body.name, short.name))
	default:
		if n.err == nil {
			n.err = lang.Errorf("the layer %q has no form in ONNX", p.Kind)
		}
	}
	return to
}

// product writes a convolution or a fully connected layer, and the normalisation behind
// it, which has no name where there is none, as one node with the last one's name.
func (n *network) product(p, norm nn.Part, v value) value {
	l, name := p.Layer, p.Name
	weight := n.tensors[p.Name+".weight"]
	bias := n.tensors[p.Name+".bias"]
	if norm.Name != "" {
		var scale []float32
		scale, bias = n.scaleShift(norm)
		weight, name = slices.Clone(weight), norm.Name
		for i := range weight {
			weight[i] *= scale[i/(len(weight)/l.Out)]
		}
	}
	b := n.hold(wire.NewFloats(name+".bias", []int{l.Out}, bias))
	per := len(weight) / l.Out
	if l.Kind == nn.Dense {
		w := n.hold(wire.NewFloats(name+".weight", []int{l.Out, per}, weight))
		n.op(name, "Gemm", of(v.rows(n).name, w, b), integer("transB", 1))
		return value{name, p.Out, true}
	}
	w := n.hold(wire.NewFloats(name+".weight", []int{l.Out, per / (l.Size * l.Size), l.Size, l.Size}, weight))
	border := l.Size / 2
	n.op(name, "Conv", of(v.maps(n).name, w, b), integers("kernel_shape", l.Size, l.Size),
		integers("strides", l.Stride, l.Stride), integers("pads", border, border, border, border))
	return value{name, p.Out, false}
}

// depthwise writes a convolution of single channels. A normalisation behind it stays one.
func (n *network) depthwise(p nn.Part, v value) value {
	c, size := p.Out.Channels, p.Layer.Size
	in := of(v.maps(n).name, n.hold(wire.NewFloats(p.Name+".weight", []int{c, 1, size, size}, n.tensors[p.Name+".weight"])))
	if bias, there := n.tensors[p.Name+".bias"]; there {
		in = append(in, n.hold(wire.NewFloats(p.Name+".bias", []int{c}, bias)))
	}
	border := size / 2
	n.op(p.Name, "Conv", in, integer("group", c), integers("kernel_shape", size, size), integers("pads", border, border, border, border))
	return value{p.Name, p.Out, false}
}

// norm writes a normalisation behind something else than a product.
func (n *network) norm(p nn.Part, v value) value {
	scale, shift := n.scaleShift(p)
	dims := []int{len(scale), 1, 1}
	if v.flat {
		dims = dims[:1]
	}
	x := n.op(p.Name+".scaled", "Mul", of(v.name, n.hold(wire.NewFloats(p.Name+".scale", dims, scale))))
	n.op(p.Name, "Add", of(x, n.hold(wire.NewFloats(p.Name+".shift", dims, shift))))
	return value{p.Name, p.Out, v.flat}
}

// scaleShift are the factor and the summand that a normalisation is, one a channel.
func (n *network) scaleShift(p nn.Part) (scale, shift []float32) {
	at := func(name string, j int) float64 { return float64(n.tensors[p.Name+"."+name][j]) }
	for j := range p.Out.Channels {
		s := at("weight", j) / math.Sqrt(at("running_var", j)+normEpsilon)
		scale, shift = append(scale, float32(s)), append(shift, float32(at("bias", j)-at("running_mean", j)*s))
	}
	return scale, shift
}

// rows is the value flat, channel after channel.
func (v value) rows(n *network) value {
	if v.flat {
		return v
	}
	return value{n.op(v.name+".row", "Flatten", of(v.name), integer("axis", 1)), v.Shape, true}
}

// maps is the value as a map.
func (v value) maps(n *network) value {
	if !v.flat {
		return v
	}
	shape := n.ints(v.name+".shape", 0, int64(v.Channels), int64(v.Height), int64(v.Width))
	return value{n.op(v.name+".map", "Reshape", of(v.name, shape)), v.Shape, false}
}
