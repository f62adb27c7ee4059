package onnx

import (
	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
)

// maxFolded is how many elements all constants together may be computed to.
const maxFolded = 1 << 29

// maxFoldedAt is how many multiplications may be spent on one constant.
const maxFoldedAt = 1 << 28

// same says that the node's result is what v is already.
func (n *node) same(v *graph.Value) {
	if n.err == nil {
		n.b.g.Call(n.Outputs[0], v)
	}
}

// hold says that the node's result is a constant.
func (n *node) hold(t *graph.Tensor) {
	if n.err == nil && n.spend(t.Type) {
		n.b.g.Constant(n.Outputs[0], t)
	}
}

// emit puts an operation with the node's results into the graph, or computes it if
// all that it takes is constant.
func (n *node) emit(op graph.Op, in ...*graph.Value) {
	n.put(op, in, n.Outputs[:1])
}

// then is emit for a value that the file does not name, on the way to one that it does.
func (n *node) then(op graph.Op, in ...*graph.Value) *graph.Value {
	return n.put(op, in, nil)
}

// put returns the operation's first result; after an error, a value that is none.
func (n *node) put(op graph.Op, in []*graph.Value, names []string) *graph.Value {
	none := &graph.Value{Type: graph.Type{Shape: []int{}}}
	if n.err != nil {
		return none
	}
	types, err := op.Infer(in)
	if err != nil {
		n.err = err
		return none
	}
	for _, t := range types {
		if !fits(t.Shape) {
			n.err = errTooLarge
			return none
		}
	}
	if constant(in) && n.light(op, types[0], in) {
		return n.fold(op, in, names)
	}
	made, err := n.b.g.Add(n.Name, op, in, names...)
	if err != nil {
		n.err = err
		return none
	}
	return made.Out[0]
}

func constant(in []*graph.Value) bool {
	for _, v := range in {
		if v != nil && v.Const == nil {
			return false
		}
	}
	return true
}

// light reports whether an operation on constants is worth computing at once. The
// file's own weights bound all but those that multiply.
func (n *node) light(op graph.Op, t graph.Type, in []*graph.Value) bool {
	factors := []int{t.Len()}
	switch op := op.(type) {
	case graph.Conv, graph.Attention, graph.MatMul, graph.Linear, graph.Gemm, graph.Einsum, graph.LRN, graph.Softmax:
		for _, v := range in {
			if v != nil {
				factors = append(factors, v.Len())
			}
		}
	case graph.Resize:
		factors = append(factors, 16) // those that a cubic looks at
	case graph.Pool:
		factors = append(factors, op.Kernel[0], op.Kernel[1])
	default:
		return true
	}
	work := 1
	for _, f := range factors {
		if f > 0 && work > maxFoldedAt/f {
			return false
		}
		work *= max(1, f)
	}
	return true
}

// spend takes a constant from what may be computed.
func (n *node) spend(t graph.Type) bool {
	if n.b.left -= int64(t.Len()); n.b.left < 0 {
		n.err = errTooLarge
		return false
	}
	return true
}

// fold computes an operation.
func (n *node) fold(op graph.Op, in []*graph.Value, names []string) *graph.Value {
	types, _ := op.Infer(in)
	for _, t := range types {
		if !n.spend(t) {
			return in[0]
		}
	}
	var arrays []*eval.Array
	for _, v := range in {
		if v == nil {
			arrays = append(arrays, nil)
			continue
		}
		arrays = append(arrays, eval.Of(v.Const))
	}
	out, err := eval.Node(op, arrays)
	if err != nil {
		n.err = err
		return in[0]
	}
	if len(names) == 0 {
		t := out[0].Tensor()
		return &graph.Value{Type: t.Type, Const: t}
	}
	for i, name := range names {
		n.b.g.Constant(name, out[i].Tensor())
	}
	return n.b.g.Named(names[0])
}
