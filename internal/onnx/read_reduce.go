package onnx

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

// readReduce has its axes as an attribute, later as an input; none means all.
func readReduce(n *node, kind graph.ReduceKind) {
	x := n.data(0)
	axes, given := n.ints("axes", 1)
	nothing := n.bool("noop_with_empty_axes")
	op := graph.Reduce{Kind: kind, Keep: n.int("keepdims", 1) != 0}
	if !given || len(axes) == 0 {
		if nothing {
			n.same(x)
			return
		}
		for a := range x.Shape {
			op.Axes = append(op.Axes, a)
		}
	}
	for _, a := range axes {
		op.Axes = append(op.Axes, n.axis(a, len(x.Shape)))
	}
	slices.Sort(op.Axes)
	op.Axes = slices.Compact(op.Axes)
	if x.Kind == graph.Bool {
		n.fail("it takes numbers")
	}
	n.emit(op, x)
}
