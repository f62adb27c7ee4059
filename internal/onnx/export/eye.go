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
	// Model has one input, pictures (N, channels, height, width).
	Model *wire.Model
	// Taps say how its outputs lie, in the order in which the network reads their channels.
	Taps []Tap
	// Preprocess is how values of a picture become its input.
	Preprocess nn.Preprocess
}

// Tap is an output of an eye: how many axes it has, that of the pictures among them, and
// on which one its channels lie, from 1.
type Tap struct{ Axes, Channels int }

// seen writes the eye, and what the network reads of pictures of so many channels.
func (b *builder) seen(e *Eye, channels int, inputs nn.Shape) (value, error) {
	g := &e.Model.Graph
	if len(g.Inputs) != 1 || len(g.Inputs[0].Dims) != 4 || g.Inputs[0].Dims[0].Size >= 0 {
		return value{}, lang.Errorf("the eye takes a fixed number of pictures at a time, and the network any; import one that leaves it open, or use the model with mekiki")
	}
	version := e.Model.Opset[""]
	b.opset = opsetFor(g.Nodes, version)
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
		n.Inputs, n.Outputs = name(n.Inputs), name(n.Outputs)
		n.Name = n.Outputs[0] // which no other node has
		b.raise(n, version)
	}
	var means []string
	for i, o := range g.Outputs {
		means = append(means, b.mean(o.Name, name([]string{o.Name})[0], e.Taps[i]))
	}
	return value{name: b.op("seen", "Concat", means, integer("axis", 1)), Shape: inputs, flat: true}, nil
}

// mean is (N, channels) of a tap.
func (b *builder) mean(of, v string, t Tap) string {
	if t.Axes > 2 {
		if t.Channels > 1 {
			order := make([]int, t.Axes)
			for a := range order {
				order[a] = a
			}
			order = slices.Insert(slices.Delete(order, t.Channels, t.Channels+1), 1, t.Channels)
			v = b.op("channels_first."+of, "Transpose", []string{v}, integers("perm", order...))
		}
		v = b.op("mean."+of, "GlobalAveragePool", []string{v})
	}
	return b.op("means."+of, "Flatten", []string{v}, integer("axis", 1))
}

// planes are the pictures as the eye reads them; grey ones stand in each of its channels.
func (b *builder) planes(e *Eye, channels, wanted int) string {
	x := b.pictures(e.Preprocess)
	if most := max(len(e.Preprocess.Mean), len(e.Preprocess.Std)); channels < wanted && most < wanted {
		x = b.op("pictures.threefold", "Concat", slices.Repeat(of(x), wanted), integer("axis", 3))
	}
	return b.op("pictures.channels_first", "Transpose", of(x), integers("perm", 0, 3, 1, 2))
}
