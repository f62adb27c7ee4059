package export

import (
	"slices"

	"mekiki/internal/onnx/wire"
)

// lasting are operations that mean the same in all versions from 13 on, so that a file of
// Opset can have them whatever version they come from.
var lasting = []string{"Add", "BatchNormalization", "Clip", "Concat", "Constant", "Conv", "GlobalAveragePool", "Identity", "MaxPool", "Mul", "Relu", "Sigmoid"}

// opsetFor is the version of a file that holds nodes of the given one: Opset, or theirs,
// where that is newer and Opset lacks some of them or takes them otherwise.
func opsetFor(nodes []wire.Node, version int) int {
	if !slices.ContainsFunc(nodes, func(n wire.Node) bool { return !slices.Contains(lasting, n.Op) }) {
		return Opset
	}
	return max(Opset, version)
}

// raised begins the names of what an older form lacks; no other names begin so.
const raised = "raised."

// raise appends a node of version `from` as Opset or a newer one takes it. The forms of
// operations are those of github.com/onnx/onnx, docs/Changelog.md.
func (b *builder) raise(n wire.Node, from int) {
	name := raised + n.Outputs[0]
	switch {
	case from < 10 && n.Op == "Slice":
		b.inputs(&n, "starts", "ends", "axes")
	case from < 11 && n.Op == "Pad":
		b.inputs(&n, "pads", "value")
	case from < 11 && n.Op == "Clip":
		b.inputs(&n, "min", "max")
	case n.Op == "Upsample", from < 11 && n.Op == "Resize":
		b.inputs(&n, "scales")
		n.Op, n.Inputs = "Resize", of(n.Inputs[0], "", n.Inputs[1])
		for i := range n.Attrs { // a mode
			if n.Attrs[i].Text == "bilinear" {
				n.Attrs = slices.Clone(n.Attrs)
				n.Attrs[i].Text = "linear"
			}
		}
		n.Attrs = append(slices.Clone(n.Attrs), text("coordinate_transformation_mode", "asymmetric"), text("nearest_mode", "floor"))
	case from < 12 && n.Op == "Dropout":
		n.Attrs = without(n.Attrs, "ratio")
	case from < 13 && (n.Op == "Squeeze" || n.Op == "Unsqueeze" || n.Op == "ReduceSum"):
		b.inputs(&n, "axes")
	case from < 13 && n.Op == "Split":
		b.inputs(&n, "split")
	case from < 13 && (n.Op == "Softmax" || n.Op == "LogSoftmax"): // over all axes from one on
		axis := 1
		for _, a := range n.Attrs {
			if a.Name == "axis" {
				axis = int(a.Int)
			}
		}
		rows := b.op(name+".rows", "Flatten", of(n.Inputs[0]), integer("axis", axis))
		soft := b.op(name+".soft", n.Op, of(rows), integer("axis", 1))
		n.Op, n.Attrs = "Reshape", nil
		n.Inputs = of(soft, b.op(name+".shape", "Shape", of(n.Inputs[0])))
	case from < 14 && n.Op == "BatchNormalization":
		n.Attrs, n.Outputs = without(n.Attrs, "spatial"), n.Outputs[:1]
	}
	b.graph.Nodes = append(b.graph.Nodes, n)
}

// inputs makes attributes of a node inputs behind its first one, in that order.
func (b *builder) inputs(n *wire.Node, names ...string) {
	in := n.Inputs[:1:1]
	for _, name := range names {
		i := slices.IndexFunc(n.Attrs, func(a wire.Attr) bool { return a.Name == name })
		if i < 0 {
			in = append(in, "")
			continue
		}
		held := raised + n.Outputs[0] + "." + name
		switch a := n.Attrs[i]; a.Type {
		case wire.AttrFloat:
			b.hold(wire.NewFloats(held, []int{}, []float32{a.Float}))
		case wire.AttrFloats:
			b.hold(wire.NewFloats(held, []int{len(a.Floats)}, a.Floats))
		default:
			b.hold(wire.NewInts(held, []int{len(a.Ints)}, a.Ints))
		}
		in = append(in, held)
	}
	if len(n.Inputs) > 1 { // they are inputs already, as scales in version 9
		in = n.Inputs
	}
	for len(in) > 1 && in[len(in)-1] == "" {
		in = in[:len(in)-1]
	}
	n.Inputs, n.Attrs = in, without(n.Attrs, names...)
}

// without are attributes but those of some names.
func without(attrs []wire.Attr, names ...string) []wire.Attr {
	return slices.DeleteFunc(slices.Clone(attrs), func(a wire.Attr) bool { return slices.Contains(names, a.Name) })
}
