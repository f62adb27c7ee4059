package pass

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

// layouts joins transposes with transposes and reshapes with reshapes, and drops what
// changes nothing.
func layouts(g *graph.Graph, n *graph.Node) {
	switch op := n.Op.(type) {
	case graph.Transpose:
		if before, by, ok := made[graph.Transpose](n.In[0]); ok {
			perm := make([]int, len(op.Perm))
			for i, p := range op.Perm {
				perm[i] = before.Perm[p]
			}
			op.Perm = perm
			g.Rewrite(n, op, by.In[0])
		}
		if slices.IsSorted(op.Perm) {
			g.Redirect(n.Out[0], n.In[0])
		}
	case graph.Reshape:
		if _, by, ok := made[graph.Reshape](n.In[0]); ok {
			g.Rewrite(n, op, by.In[0])
		}
		if slices.Equal(op.Shape, n.In[0].Shape) {
			g.Redirect(n.Out[0], n.In[0])
		}
	}
}
