package run

import "mekiki/internal/onnx/graph"

// fused says which nodes are computed as a part of another.
type fused struct {
	later map[*graph.Node]bool
	// sum is, for an addition, which input is a product that adds the other one
	// while it stores its result.
	sum map[*graph.Node]int
	// clamp is the activation behind an addition that is applied with it.
	clamp map[*graph.Node]*graph.Node
	// before is the convolution whose result a depthwise one reads as it is made.
	before map[*graph.Node]*graph.Node
}

// fusions looks for what belongs together.
func fusions(g *graph.Graph) fused {
	f := fused{map[*graph.Node]bool{}, map[*graph.Node]int{}, map[*graph.Node]*graph.Node{}, map[*graph.Node]*graph.Node{}}
	for _, n := range g.Nodes {
		switch op := n.Op.(type) {
		case graph.Conv:
			if by := n.In[0].By; depthwise(n, op) && hasStep(n) && n.In[0].Lone() && by != nil {
				if conv, ok := by.Op.(graph.Conv); ok && conv.Group == 1 && hasStep(by) {
					f.before[n], f.later[by] = by, true
				}
			}
		case graph.Binary:
			if op.Kind == graph.Add {
				f.addition(n)
			}
		}
	}
	return f
}

// addition looks for a product before an addition, with reshapes and transposes
// between them, and for a clamp behind it.
func (f fused) addition(n *graph.Node) {
	for i := range 2 {
		if len(n.In[1-i].Shape) != len(n.Out[0].Shape) || n.In[1-i].Const != nil || n.In[0] == n.In[1] {
			continue
		}
		chain, ok := product(n.In[i])
		if !ok {
			continue
		}
		for _, part := range chain {
			f.later[part] = true
		}
		f.sum[n] = i
		break
	}
	if y := n.Out[0]; y.Lone() {
		if act, ok := y.Uses()[0].Op.(graph.Act); ok {
			if _, ok := clampOf(act); ok {
				f.clamp[n], f.later[y.Uses()[0]] = y.Uses()[0], true
			}
		}
	}
}

// product is the convolution or dense layer without an activation that v comes from, and the nodes
// between, if nothing else needs any of them.
func product(v *graph.Value) ([]*graph.Node, bool) {
	var chain []*graph.Node
	for v.Lone() && v.By != nil {
		chain = append([]*graph.Node{v.By}, chain...)
		switch op := v.By.Op.(type) {
		case graph.Transpose, graph.Reshape:
			v = v.By.In[0]
			continue
		case graph.Conv:
			return chain, op.Act.Kind == graph.None && !depthwise(v.By, op) && hasStep(v.By)
		case graph.Linear:
			return chain, op.Act.Kind == graph.None && hasStep(v.By)
		}
		return nil, false
	}
	return nil, false
}

// depthwise reports whether each channel is made of itself alone.
func depthwise(n *graph.Node, c graph.Conv) bool {
	w := n.In[1]
	return w.Const != nil && c.Group > 1 && c.Group == w.Shape[0] && w.Shape[1] == 1
}
