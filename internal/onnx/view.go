package onnx

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

// view is what a place of a value sees of the picture.
type view struct {
	stride, field [2]float64 // down and across
	channel       int        // the axis whose numbers describe a place
	whole         bool       // every place sees all
	lost          bool       // there are no places any more
}

// look is the view of v, which n makes of values with known views.
func look(n *graph.Node, v *graph.Value, views map[*graph.Value]view) view {
	at, x := view{channel: 1, lost: true}, n.In[0]
	for i, in := range n.In {
		seen, ok := views[in]
		if !ok {
			continue // a constant
		}
		if i == 0 || len(v.Shape) == len(in.Shape) {
			at.channel, x = seen.channel, in
		}
		at.whole = at.whole || seen.whole
		at.lost = at.lost && seen.lost
		for a := range 2 {
			at.stride[a], at.field[a] = max(at.stride[a], seen.stride[a]), max(at.field[a], seen.field[a])
		}
	}
	switch op := n.Op.(type) {
	case graph.Conv:
		at.slide(op.Window)
	case graph.Pool:
		at.slide(op.Window)
	case graph.Resize:
		more := [...]float64{graph.ResizeNearest: 0, graph.ResizeLinear: 1, graph.ResizeCubic: 3}[op.Mode]
		for a := range 2 {
			at.field[a] += more * at.stride[a]
			at.stride[a] /= float64(op.Scale[a])
		}
	case graph.Transpose:
		at.channel = slices.Index(op.Perm, at.channel)
	case graph.Reshape:
		at.reshape(x.Shape, v.Shape)
	case graph.Reduce:
		for _, a := range op.Axes {
			joined := a > 0 && a != at.channel && x.Shape[a] > 1
			at.whole, at.lost = at.whole || joined, at.lost || joined
		}
		if !op.Keep {
			at.channel = max(0, at.channel-len(op.Axes)+count(op.Axes, at.channel))
		}
	case graph.Linear, graph.Gemm:
		joined := at.channel != len(x.Shape)-1
		at.whole, at.lost = at.whole || joined, at.lost || joined
		at.channel = len(v.Shape) - 1
	case graph.MatMul, graph.Einsum, graph.Attention:
		at.whole, at.channel = true, len(v.Shape)-1 // places look at each other
	case graph.LayerNorm:
		at.whole = at.whole || op.Axis < len(x.Shape)-1
	}
	return at
}

// count is how many axes come at or after one.
func count(axes []int, from int) int {
	n := 0
	for _, a := range axes {
		if a >= from {
			n++
		}
	}
	return n
}

func (at *view) slide(w graph.Window) {
	for a := range 2 {
		at.field[a] += float64(w.Reach(a)-1) * at.stride[a]
		at.stride[a] *= float64(w.Stride[a])
	}
}

// reshape follows the channels; where they are joined with places, each number may be
// of any place.
func (at *view) reshape(from, to []int) {
	if at.channel < 0 || at.channel >= len(from) {
		return
	}
	c := from[at.channel]
	before := graph.Type{Shape: from[:at.channel]}.Len()
	for axis, d := range to {
		if (graph.Type{Shape: to[:axis]}).Len() == before && d == c {
			at.channel = axis
			return
		}
	}
	places := graph.Type{Shape: from}.Len() / max(1, c*from[0])
	joined := places > 1 && at.channel < len(from)-1
	at.whole, at.lost = at.whole || joined, at.lost || joined
	at.channel = len(to) - 1
}
