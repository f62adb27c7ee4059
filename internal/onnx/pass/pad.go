package pass

import (
	"math"

	"mekiki/internal/onnx/graph"
)

// pads takes a Pad into the convolution or pool behind it.
func pads(g *graph.Graph, n *graph.Node) {
	if len(n.In) == 0 {
		return
	}
	p, by, ok := made[graph.Pad](n.In[0])
	if !ok || p.Mode != graph.PadConstant || len(p.Before) != 4 || p.Before[0] != 0 || p.Before[1] != 0 || p.After[0] != 0 || p.After[1] != 0 {
		return
	}
	for a := 2; a < 4; a++ {
		if p.Before[a] < 0 || p.After[a] < 0 {
			return
		}
	}
	in := append([]*graph.Value{by.In[0]}, n.In[1:]...)
	switch op := n.Op.(type) {
	case graph.Conv:
		if p.With == 0 {
			op.Pad = wider(op.Pad, p)
			g.Rewrite(n, op, in...)
		}
	case graph.Pool:
		own := op.Pad == graph.Pads{}
		op.Pad = wider(op.Pad, p)
		if op.Ceil || op.Pad.Top >= op.Reach(0) || op.Pad.Bottom >= op.Reach(0) || op.Pad.Left >= op.Reach(1) || op.Pad.Right >= op.Reach(1) {
			return // a window might see padding alone
		}
		if op.Mean && p.With == 0 && (own || op.CountPad) {
			op.CountPad = true
			g.Rewrite(n, op, in...)
		}
		if !op.Mean && (p.With <= -math.MaxFloat32 || p.With == 0 && positive(by.In[0])) {
			g.Rewrite(n, op, in...)
		}
	}
}

func wider(w graph.Pads, p graph.Pad) graph.Pads {
	return graph.Pads{Top: w.Top + p.Before[2], Left: w.Left + p.Before[3], Bottom: w.Bottom + p.After[2], Right: w.Right + p.After[3]}
}

// positive reports whether v is never below 0.
func positive(v *graph.Value) bool {
	a, _, ok := made[graph.Act](v)
	return ok && (a.Kind == graph.ReLU || a.Kind == graph.ReLU6 || a.Kind == graph.Sigmoid || a.Kind == graph.HardSigmoid || a.Kind == graph.Clip && a.A >= 0)
}
