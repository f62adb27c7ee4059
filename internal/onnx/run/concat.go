package run

import "mekiki/internal/onnx/graph"

// concat puts values one behind the other: each is copied to its part of the result.
func (c *compiler) concat(n *graph.Node, op graph.Concat) (view, bool) {
	channel := channelAxis(n.Out[0].Shape)
	for a := range n.Out[0].Shape {
		if c.view(n.In[0]).channel(a) && n.In[0].Shape[a] > 1 {
			channel = a
		}
	}
	out := fresh(n.Out[0].Shape, channel)
	at := 0
	for _, v := range n.In {
		size := v.Shape[op.Axis]
		c.copied(n, c.view(v), out.part(op.Axis, at, size))
		at += size
	}
	return out, true
}
