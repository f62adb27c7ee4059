package export

import (
	"strconv"

	"mekiki/internal/onnx/wire"
)

// builder collects the nodes and weights of a graph. Node and value have one name.
type builder struct {
	graph   wire.Graph
	opset   int                // of the file
	numbers map[float64]string // the names of constants that stand alone
}

func newBuilder() *builder { return &builder{opset: Opset, numbers: map[float64]string{}} }

// op adds a node and returns its result, which has the node's name.
func (b *builder) op(name, op string, in []string, attrs ...wire.Attr) string {
	b.graph.Nodes = append(b.graph.Nodes, wire.Node{Name: name, Op: op, Inputs: in, Outputs: []string{name}, Attrs: attrs})
	return name
}

// of are the inputs of a node.
func of(names ...string) []string { return names }

// hold adds a constant tensor.
func (b *builder) hold(t wire.Tensor) string {
	b.graph.Initializers = append(b.graph.Initializers, t)
	return t.Name
}

// number is a constant of float64 without axes, of which there is one each.
func (b *builder) number(v float64) string {
	if name, ok := b.numbers[v]; ok {
		return name
	}
	name := "number." + strconv.FormatFloat(v, 'g', -1, 64)
	b.numbers[v] = name
	return b.hold(wire.NewDoubles(name, []int{}, []float64{v}))
}

// ints is a constant list of int64.
func (b *builder) ints(name string, v ...int64) string {
	return b.hold(wire.NewInts(name, []int{len(v)}, v))
}

// cast turns a value into another type.
func (b *builder) cast(name, in string, to wire.DataType) string {
	return b.op(name, "Cast", of(in), integer("to", int(to)))
}

func integer(name string, v int) wire.Attr {
	return wire.Attr{Name: name, Type: wire.AttrInt, Int: int64(v)}
}

func integers(name string, v ...int) wire.Attr {
	a := wire.Attr{Name: name, Type: wire.AttrInts}
	for _, x := range v {
		a.Ints = append(a.Ints, int64(x))
	}
	return a
}

func text(name, v string) wire.Attr {
	return wire.Attr{Name: name, Type: wire.AttrString, Text: v}
}

// reduce is the mean or the largest along an axis, which stays with extent 1.
func (b *builder) reduce(name, op, in string, axis int) string {
	if b.opset < 18 {
		return b.op(name, op, of(in), integers("axes", axis), integer("keepdims", 1))
	}
	return b.op(name, op, of(in, b.ints(name+".axis", int64(axis))), integer("keepdims", 1))
}

// sum adds along an axis, which stays with extent 1 where kept.
func (b *builder) sum(name, in string, axis int64, kept bool) string {
	keep := 0
	if kept {
		keep = 1
	}
	return b.op(name, "ReduceSum", of(in, b.ints(name+".axis", axis)), integer("keepdims", keep))
}
