package family

import (
	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// opset is that of the models: the first with Gelu as an operation.
const opset = 20

// builder puts the nodes of a network together. The first thing that is wrong stays in
// err; what is made afterwards means nothing.
type builder struct {
	w          *weights
	nodes      []wire.Node
	held       []wire.Tensor
	holds      map[string]bool
	taps       []string
	preprocess nn.Preprocess
	err        error
}

// value is something that a node makes: its name, and how many channels describe a place.
type value struct {
	name     string
	channels int
}

// imageNet is the mean and deviation of ImageNet's pictures, as PyTorch's networks want them.
var imageNet = nn.Preprocess{Mean: []float64{0.485, 0.456, 0.406}, Std: []float64{0.229, 0.224, 0.225}}

// half makes values of -1 to 1.
var half = nn.Preprocess{Mean: []float64{0.5}, Std: []float64{0.5}}

// pictures is the name of the input.
const pictures = "pictures"

func newBuilder(w *weights) *builder {
	return &builder{w: w, holds: map[string]bool{}, preprocess: imageNet}
}

// input is the picture.
func (b *builder) input() value { return value{pictures, 3} }

// model is what has been put together.
func (b *builder) model() *wire.Model {
	m := &wire.Model{Producer: "mekiki", Opset: map[string]int{"": opset}}
	m.Graph = wire.Graph{
		Name: "eye", Nodes: b.nodes, Initializers: b.held,
		Inputs: []wire.ValueInfo{{Name: pictures, Type: wire.Float, Dims: []wire.Dim{{Size: -1, Symbol: "N"}, {Size: 3}, {Size: -1, Symbol: "H"}, {Size: -1, Symbol: "W"}}}},
	}
	for _, t := range b.taps {
		m.Graph.Outputs = append(m.Graph.Outputs, wire.ValueInfo{Name: t, Type: wire.Float})
	}
	return m
}

// fail keeps the first error.
func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// take gives the numbers of a tensor of the state dict; after an error, nil.
func (b *builder) take(name string, shape ...int) []float32 {
	v, err := b.w.take(name, shape...)
	if err != nil {
		b.fail(err)
	}
	return v
}

// hold makes numbers an initialiser, once, and returns its name.
func (b *builder) hold(name string, dims []int, v []float32) string {
	if b.err == nil && !b.holds[name] {
		b.holds[name] = true
		b.held = append(b.held, wire.NewFloats(name, dims, v))
	}
	return name
}

// whole is hold for whole numbers.
func (b *builder) whole(name string, v ...int64) string {
	if b.err == nil && !b.holds[name] {
		b.holds[name] = true
		b.held = append(b.held, wire.NewInts(name, []int{len(v)}, v))
	}
	return name
}

// node adds an operation whose only result is called name, and returns that.
func (b *builder) node(op, name string, attrs []wire.Attr, in ...string) string {
	b.nodes = append(b.nodes, wire.Node{Name: name, Op: op, Inputs: in, Outputs: []string{name}, Attrs: attrs})
	return name
}

// add is the sum of two values, called name.
func (b *builder) add(name string, x, y value) value {
	return value{b.node("Add", name, nil, x.name, y.name), x.channels}
}

// mean is the mean of each channel over a map, [N,C,1,1].
func (b *builder) mean(name string, x value) value {
	return value{b.node("GlobalAveragePool", name, nil, x.name), x.channels}
}

func intAttr(name string, v int) wire.Attr {
	return wire.Attr{Name: name, Type: wire.AttrInt, Int: int64(v)}
}

func floatAttr(name string, v float64) wire.Attr {
	return wire.Attr{Name: name, Type: wire.AttrFloat, Float: float32(v)}
}

func textAttr(name, v string) wire.Attr {
	return wire.Attr{Name: name, Type: wire.AttrString, Text: v}
}

func intsAttr(name string, v ...int64) wire.Attr {
	return wire.Attr{Name: name, Type: wire.AttrInts, Ints: v}
}
