package onnx

import (
	"math"

	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// whole is a constant of whole numbers; nil: a single one.
func whole(shape []int, list ...int64) *graph.Tensor {
	return &graph.Tensor{Type: graph.Type{Kind: graph.Int, Shape: shape}, I: list}
}

func readConstant(n *node) {
	if len(n.Attrs) != 1 {
		n.fail("it has %d attributes, not 1", len(n.Attrs))
		return
	}
	a := n.Attrs[0]
	n.asked[a.Name] = true
	switch a.Type {
	case wire.AttrTensor:
		n.hold(tensor(a.Tensor))
	case wire.AttrInt:
		n.hold(whole([]int{}, a.Int))
	case wire.AttrInts:
		n.hold(whole([]int{len(a.Ints)}, a.Ints...))
	case wire.AttrFloat:
		n.hold(&graph.Tensor{Type: graph.Type{Shape: []int{}}, F: []float32{a.Float}})
	case wire.AttrFloats:
		n.hold(&graph.Tensor{Type: graph.Type{Shape: []int{len(a.Floats)}}, F: a.Floats})
	default:
		n.fail("its attribute %.80q is not read", a.Name)
	}
}

func readConstantOfShape(n *node) {
	shape, _ := n.ints("", 0)
	with := &graph.Tensor{Type: graph.Type{Shape: []int{1}}, F: []float32{0}}
	if a, ok := n.attr("value", wire.AttrTensor); ok {
		with = tensor(a.Tensor)
	}
	t := &graph.Tensor{Type: graph.Type{Kind: with.Kind, Shape: shape}}
	if with.Len() != 1 || !fits(shape) {
		n.fail("its value or its shape %v make no sense", shape)
	}
	if n.err != nil {
		return
	}
	if int64(t.Len()) > n.b.left {
		n.err = errTooLarge
		return
	}
	if t.Kind == graph.Float {
		t.F = make([]float32, t.Len())
		for i := range t.F {
			t.F[i] = with.F[0]
		}
	} else {
		t.I = make([]int64, t.Len())
		for i := range t.I {
			t.I[i] = with.I[0]
		}
	}
	n.hold(t)
}

// readShape gives extents, which are known.
func readShape(n *node) {
	shape := n.data(0).Shape
	from, _, count := bounds(n.int("start", 0), n.int("end", len(shape)), 1, len(shape))
	var list []int64
	for _, d := range shape[from : from+count] {
		list = append(list, int64(d))
	}
	n.hold(whole([]int{count}, list...))
}

func readSize(n *node) { n.hold(whole([]int{}, int64(n.data(0).Len()))) }

func readRange(n *node) {
	start, limit, delta := n.data(0), n.data(1), n.data(2)
	from, to, by := float64(n.number("", 0, 0)), float64(n.number("", 1, 0)), float64(n.number("", 2, 1))
	count := math.Ceil((to - from) / by)
	if !(math.Abs(count) < maxFolded) || start.Kind != limit.Kind || limit.Kind != delta.Kind {
		n.fail("its range makes no sense")
	}
	if n.err != nil {
		return
	}
	k := int(max(0, count))
	if int64(k) > n.b.left {
		n.err = errTooLarge
		return
	}
	t := &graph.Tensor{Type: graph.Type{Kind: start.Kind, Shape: []int{k}}}
	for i := range k {
		if t.Kind == graph.Float {
			t.F = append(t.F, float32(from+float64(i)*by))
		} else {
			t.I = append(t.I, start.Const.I[0]+int64(i)*delta.Const.I[0])
		}
	}
	n.hold(t)
}

func readCast(n *node) {
	n.int("saturate", 1)
	n.text("round_mode", "")
	to := wire.DataType(n.int("to", 0))
	kind := graph.Int
	switch {
	case to.IsFloat():
		kind = graph.Float
	case to == wire.Bool:
		kind = graph.Bool
	case to == wire.Int64 || to == wire.Int32 || to == wire.Int8 || to == wire.Uint8:
	default:
		n.fail("numbers of type %s are not computed with", to)
	}
	n.convert(kind)
}

func readCastLike(n *node) {
	n.int("saturate", 1)
	n.convert(n.data(1).Kind)
}

// convert does nothing between types of one kind: all fractions are float32 here.
func (n *node) convert(kind graph.Kind) {
	if n.data(0).Kind == kind {
		n.same(n.data(0))
		return
	}
	n.emit(graph.Convert{To: kind}, n.data(0))
}

// readDropout does nothing but in training.
func readDropout(n *node) {
	n.only(1)
	n.float("ratio", 0)
	n.int("seed", 0)
	if n.number("training_mode", 2, 0) != 0 {
		n.fail("it is set to training; export the network after model.eval()")
	}
	n.same(n.data(0))
}
