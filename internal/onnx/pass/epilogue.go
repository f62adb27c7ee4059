package pass

import "mekiki/internal/onnx/graph"

// epilogues takes an activation into the convolution, dense layer or Affine before it,
// which applies it while its result is at hand.
func epilogues(g *graph.Graph, n *graph.Node) {
	act, ok := n.Op.(graph.Act)
	if !ok || !n.In[0].Lone() || n.In[0].By == nil {
		return
	}
	by := n.In[0].By
	switch op := by.Op.(type) {
	case graph.Conv:
		if op.Act.Kind == graph.None {
			op.Act = act
			g.Rewrite(n, op, by.In...)
		}
	case graph.Linear:
		if op.Act.Kind == graph.None {
			op.Act = act
			g.Rewrite(n, op, by.In...)
		}
	case graph.Affine:
		if op.Act.Kind == graph.None {
			op.Act = act
			g.Rewrite(n, op, by.In...)
		}
	}
}
