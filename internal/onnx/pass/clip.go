package pass

import (
	"math"

	"mekiki/internal/onnx/graph"
)

// clips reads a minimum and a maximum with numbers as one activation.
func clips(g *graph.Graph, n *graph.Node) {
	if _, ok := n.Op.(graph.Binary); !ok {
		return
	}
	x, low, high, ok := limits(n.Out[0])
	if !ok {
		return
	}
	if inner, l, h, ok := limits(x); ok && (low == math.Inf(-1)) == (h == math.Inf(1)) && max(l, low) <= min(h, high) {
		x, low, high = inner, max(l, low), min(h, high)
	}
	if !sameShape(x, n.Out[0]) || x.Kind != graph.Float {
		return
	}
	g.Rewrite(n, graph.Between(float32(max(low, -math.MaxFloat32)), float32(min(high, math.MaxFloat32))), x)
}

// limits reads max(x,low) or min(x,high), the other being infinite.
func limits(v *graph.Value) (x *graph.Value, low, high float64, ok bool) {
	if a, n, ok := made[graph.Act](v); ok && a.Kind == graph.ReLU {
		return n.In[0], 0, math.Inf(1), true
	}
	if a, n, ok := made[graph.Act](v); ok && a.Kind == graph.Clip && a.A == -math.MaxFloat32 {
		return n.In[0], math.Inf(-1), float64(a.B), true
	}
	op, n, ok := made[graph.Binary](v)
	if !ok {
		return nil, 0, 0, false
	}
	for i := range 2 {
		c, ok := scalar(n.In[i])
		switch {
		case ok && op.Kind == graph.Max:
			return n.In[1-i], c, math.Inf(1), true
		case ok && op.Kind == graph.Min:
			return n.In[1-i], math.Inf(-1), c, true
		}
	}
	return nil, 0, 0, false
}

func sameShape(a, b *graph.Value) bool {
	if len(a.Shape) != len(b.Shape) {
		return false
	}
	for i := range a.Shape {
		if a.Shape[i] != b.Shape[i] {
			return false
		}
	}
	return true
}
