package export

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// Eye is a network of another program before the one that is written: it reads pictures,
// and the other one the means of the channels of its outputs.
type Eye struct {
	// Model has one input, pictures (N, channels, height, width), and maps as its outputs,
	// in the order in which the network reads their channels.
	Model *wire.Model
	// Preprocess is how values of a picture become its input.
	Preprocess nn.Preprocess
}

// lasting are operations that mean the same in all versions from 13 to 20, so that they can
// stand in a file of Opset whatever version they come from.
var lasting = []string{"Add", "AveragePool", "BatchNormalization", "Clip", "Concat", "Constant", "Conv", "GlobalAveragePool", "Identity", "MaxPool", "Mul", "Relu", "Sigmoid"}

// seen writes the eye, and what the network reads of pictures of so many channels.
func (b *builder) seen(e *Eye, channels int, inputs nn.Shape) (value, error) {
	g := &e.Model.Graph
	if len(g.Inputs) != 1 || len(g.Inputs[0].Dims) != 4 || g.Inputs[0].Dims[0].Size >= 0 {
		return value{}, lang.Errorf("the eye takes a fixed number of pictures at a time, and the network any; import one that leaves it open, or use the model with mekiki")
	}
	for _, n := range g.Nodes {
		if n.Domain != "" || !slices.Contains(lasting, n.Op) {
			return value{}, lang.Errorf("the eye has the operation %q, which not all versions of ONNX take alike; use the model with mekiki, or train on an eye of convolutions", n.Op)
		}
	}
	const prefix = "eye."
	renamed := map[string]string{g.Inputs[0].Name: b.planes(e, channels, int(g.Inputs[0].Dims[1].Size))}
	name := func(old []string) []string {
		names := make([]string, len(old))
		for i, o := range old {
			switch to, ok := renamed[o]; {
			case ok:
				names[i] = to
			case o != "": // an input that is left out stays so
				names[i] = prefix + o
			}
		}
		return names
	}
	for _, t := range g.Initializers {
		t.Name = prefix + t.Name
		b.hold(t)
	}
	for _, n := range g.Nodes {
		n.Name, n.Inputs, n.Outputs = prefix+n.Name, name(n.Inputs), name(n.Outputs)
		b.graph.Nodes = append(b.graph.Nodes, n)
	}
	var means []string
	for _, o := range g.Outputs {
		means = append(means, b.op("mean."+o.Name, "GlobalAveragePool", name([]string{o.Name})))
	}
	all := b.op("seen.map", "Concat", means, integer("axis", 1))
	return value{name: b.op("seen", "Flatten", of(all), integer("axis", 1)), Shape: inputs, flat: true}, nil
}

// planes are the pictures as the eye reads them; grey ones stand in each of its channels.
func (b *builder) planes(e *Eye, channels, wanted int) string {
	x := b.pictures(e.Preprocess)
	if most := max(len(e.Preprocess.Mean), len(e.Preprocess.Std)); channels < wanted && most < wanted {
		x = b.op("pictures.threefold", "Concat", slices.Repeat(of(x), wanted), integer("axis", 3))
	}
	return b.op("pictures.channels_first", "Transpose", of(x), integers("perm", 0, 3, 1, 2))
}
