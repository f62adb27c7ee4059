package run

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

// compiler turns the nodes of a graph into steps.
type compiler struct {
	net     *Net
	views   map[*graph.Value]view
	with    fused
	touched []*matrix
}

// emit adds a step that reads and writes matrices.
func (c *compiler) emit(n *graph.Node, s step, jobs int, touched ...*matrix) {
	c.net.steps = append(c.net.steps, planned{step: s, name: n.Name, op: n.Op.String(), jobs: jobs})
	for _, m := range touched {
		if m != nil {
			m.needed(len(c.net.steps))
		}
	}
	c.touched = append(c.touched, touched...)
}

// matrices are all those that need a place.
func (c *compiler) matrices() []*matrix {
	var list []*matrix
	for _, m := range c.touched {
		if m != nil && m.fixed == nil && !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// view is where a value lies. Constants and the input are laid out when they are
// first asked for.
func (c *compiler) view(v *graph.Value) view {
	if at, ok := c.views[v]; ok {
		return at
	}
	at := fresh(v.Shape, channelAxis(v.Shape))
	if v.Const != nil {
		at.m.fixed = make([]float32, at.m.size())
		scatter(at.m.fixed, at, constant(v.Const))
	} else {
		c.net.matrix = &at
		c.touched = append(c.touched, at.m)
		at.m.needed(1)
	}
	c.views[v] = at
	return at
}

// constant is the elements of a constant as numbers.
func constant(t *graph.Tensor) []float32 {
	if t.Kind == graph.Float {
		return t.F
	}
	list := make([]float32, len(t.I))
	for i, v := range t.I {
		list[i] = float32(v)
	}
	return list
}

// channelAxis is the axis that becomes the columns of a value that no operation has
// an opinion on.
func channelAxis(shape []int) int {
	if len(shape) == 4 {
		return 1
	}
	return len(shape) - 1
}

// node adds the steps of a node.
func (c *compiler) node(n *graph.Node) error {
	if c.with.later[n] {
		return nil // becomes part of a node to come
	}
	if v, ok := c.moved(n); ok {
		c.views[n.Out[0]] = v
		return nil
	}
	var out view
	ok := false
	switch op := n.Op.(type) {
	case graph.Conv:
		out, ok = c.conv(n, op)
	case graph.Linear:
		out, ok = c.linear(n, op)
	case graph.Binary:
		out, ok = c.binary(n, op)
	case graph.Act:
		out, ok = c.activation(n, op)
	case graph.Pool:
		out, ok = c.pool(n, op)
	case graph.Reduce:
		out, ok = c.reduce(n, op)
	case graph.Resize:
		out, ok = c.resize(n, op)
	case graph.Affine:
		out, ok = c.affine(n, op)
	case graph.LayerNorm:
		out, ok = c.layerNorm(n, op)
	case graph.Attention:
		out, ok = c.attention(n, op)
	case graph.Concat:
		out, ok = c.concat(n, op)
	case graph.Split:
		at := 0
		for i, size := range op.Sizes {
			c.views[n.Out[i]] = c.view(n.In[0]).part(op.Axis, at, size)
			at += size
		}
		return nil
	}
	if !ok {
		return c.plain(n)
	}
	c.views[n.Out[0]] = out
	return nil
}

// moved is the result of a node that only looks at its input in another way.
func (c *compiler) moved(n *graph.Node) (view, bool) {
	switch op := n.Op.(type) {
	case graph.Transpose:
		return c.view(n.In[0]).transposed(op.Perm), true
	case graph.Reshape:
		return c.view(n.In[0]).reshaped(op.Shape)
	case graph.Slice:
		return c.view(n.In[0]).sliced(op)
	case graph.Gather:
		if k := n.In[1].Const; k != nil && len(k.I) == 1 {
			at := int(k.I[0])
			if at < 0 {
				at += n.In[0].Shape[op.Axis]
			}
			return c.view(n.In[0]).part(op.Axis, at, 1).reshaped(n.Out[0].Shape)
		}
	}
	return view{}, false
}
