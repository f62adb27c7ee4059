package pass

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

// attentions reads softmax(scale*q·kᵀ)·v, where the scale may stand at the product or
// be shared out between q and k.
func attentions(g *graph.Graph, n *graph.Node) {
	if _, ok := n.Op.(graph.MatMul); !ok {
		return
	}
	soft, by, ok := made[graph.Softmax](n.In[0])
	if last := len(n.In[0].Shape) - 1; !ok || soft.Log || soft.First != last || soft.Last != last || !n.In[0].Lone() {
		return
	}
	score := deepest(by.In[0])
	_, product, ok := made[graph.MatMul](score.v)
	if !ok || !by.In[0].Lone() {
		return
	}
	q, turned := deepest(product.In[0]), deepest(product.In[1])
	k, ok := untransposed(turned.v)
	if !ok {
		return
	}
	op := graph.Attention{Scale: float32(score.by * q.by * turned.by)}
	in := []*graph.Value{q.v, k, n.In[1]}
	if types, err := op.Infer(in); err == nil && sameShape(&graph.Value{Type: types[0]}, n.Out[0]) {
		g.Rewrite(n, op, in...)
	}
}

// deepest is the last value of which v is a multiple.
func deepest(v *graph.Value) scaled {
	list := multiples(v)
	return list[len(list)-1]
}

// untransposed is the value of which v turns the last two axes, be it while batch and
// heads are one axis.
func untransposed(v *graph.Value) (*graph.Value, bool) {
	want := append([]int{}, v.Shape...)
	last := len(want) - 1
	if last < 1 {
		return nil, false
	}
	want[last-1], want[last] = want[last], want[last-1]
	if _, n, ok := made[graph.Reshape](v); ok {
		inner := n.In[0]
		if at := len(inner.Shape) - 1; at < 1 || inner.Shape[at] != v.Shape[last] || inner.Shape[at-1] != v.Shape[last-1] {
			return nil, false
		}
		x, ok := untransposed(inner)
		if _, n, joined := made[graph.Reshape](x); ok && joined && slices.Equal(n.In[0].Shape, want) {
			return n.In[0], true
		}
		return nil, false
	}
	t, n, ok := made[graph.Transpose](v)
	if !ok {
		return nil, false
	}
	perm := append([]int{}, t.Perm...)
	perm[last-1], perm[last] = perm[last], perm[last-1]
	return n.In[0], slices.IsSorted(perm)
}
