package pass

import (
	"math"

	"mekiki/internal/onnx/graph"
)

// affines takes batch norms, and products and sums with a number a channel, into the
// convolution or dense layer before them; a batch norm without one becomes an Affine.
func affines(g *graph.Graph, n *graph.Node) {
	x := into(n)
	if x == nil {
		return
	}
	if t, by, ok := made[graph.Transpose](x); ok && x.Lone() && by.In[0].Lone() {
		// The channels of a dense layer, turned in front: turn afterwards.
		from := -1
		for axis, p := range t.Perm {
			if p == len(t.Perm)-1 {
				from = axis
			}
		}
		if c, ok := stepOf(n, x, from); ok {
			if op, in, ok := absorb(by.In[0], c); ok {
				g.Rewrite(n, t, g.Insert(n, op, in...))
			}
		}
		return
	}
	if x.Lone() {
		axis := 1
		if _, _, ok := made[graph.Linear](x); ok {
			axis = len(x.Shape) - 1
		}
		if c, ok := stepOf(n, x, axis); ok {
			if op, in, ok := absorb(x, c); ok {
				g.Rewrite(n, op, in...)
				return
			}
		}
	}
	if _, ok := n.Op.(graph.BatchNorm); ok {
		if c, ok := stepOf(n, x, 1); ok {
			g.Rewrite(n, graph.Affine{}, x, tensor(c.scale, len(c.scale)), tensor(c.shift, len(c.shift)))
		}
	}
}

// step is x*scale+shift by channel.
type step struct{ scale, shift []float64 }

// into is the value that n changes by constants, or nil.
func into(n *graph.Node) *graph.Value {
	switch op := n.Op.(type) {
	case graph.BatchNorm:
		return n.In[0]
	case graph.Binary:
		if op.Kind > graph.Div {
			return nil
		}
		if n.In[1].Const != nil {
			return n.In[0]
		}
		if n.In[0].Const != nil {
			return n.In[1]
		}
	}
	return nil
}

// stepOf is what n does with x by channels along an axis.
func stepOf(n *graph.Node, x *graph.Value, axis int) (step, bool) {
	if axis < 0 || axis >= len(x.Shape) || !sameShape(x, n.Out[0]) {
		return step{}, false
	}
	s := step{make([]float64, x.Shape[axis]), make([]float64, x.Shape[axis])}
	if norm, ok := n.Op.(graph.BatchNorm); ok {
		for _, v := range n.In[1:] {
			if v.Const == nil || axis != 1 {
				return s, false
			}
		}
		scale, bias, mean, variance := wide(n.In[1]), wide(n.In[2]), wide(n.In[3]), wide(n.In[4])
		for i := range scale {
			s.scale[i] = scale[i] / math.Sqrt(variance[i]+float64(norm.Eps))
			s.shift[i] = bias[i] - mean[i]*s.scale[i]
		}
		return s, true
	}
	c := n.In[1]
	if x == c {
		c = n.In[0]
	}
	k, ok := byChannel(c, x.Shape, axis)
	if !ok {
		return s, false
	}
	for i := range k {
		switch kind := n.Op.(graph.Binary).Kind; {
		case kind == graph.Add:
			s.scale[i], s.shift[i] = 1, k[i]
		case kind == graph.Mul:
			s.scale[i] = k[i]
		case kind == graph.Sub && x == n.In[0]:
			s.scale[i], s.shift[i] = 1, -k[i]
		case kind == graph.Sub:
			s.scale[i], s.shift[i] = -1, k[i]
		case kind == graph.Div && x == n.In[0]:
			s.scale[i] = 1 / k[i]
		default:
			return s, false
		}
	}
	return s, true
}

// absorb is the operation that makes x, with s behind it.
func absorb(x *graph.Value, s step) (graph.Op, []*graph.Value, bool) {
	if x.By == nil || len(x.By.In) < 2 || x.By.In[1] == nil || x.By.In[1].Const == nil {
		return nil, nil, false
	}
	in := x.By.In
	w := wide(in[1])
	outer := len(w) / max(1, len(s.scale)) // weights of a channel
	bias := make([]float64, len(s.scale))
	if len(in) > 2 && in[2] != nil {
		if in[2].Const == nil {
			return nil, nil, false
		}
		bias = wide(in[2])
	}
	channel := func(i int) int { return i / outer }
	switch op := x.By.Op.(type) {
	case graph.Conv:
		if op.Act.Kind != graph.None {
			return nil, nil, false
		}
	case graph.Linear:
		if op.Act.Kind != graph.None {
			return nil, nil, false
		}
		if !op.Trans {
			channel = func(i int) int { return i % len(s.scale) }
		}
	case graph.Affine:
		if op.Act.Kind != graph.None {
			return nil, nil, false
		}
	default:
		return nil, nil, false
	}
	for i := range w {
		w[i] *= s.scale[channel(i)]
	}
	for i := range bias {
		bias[i] = bias[i]*s.scale[i] + s.shift[i]
	}
	return x.By.Op, []*graph.Value{in[0], tensor(w, in[1].Shape...), tensor(bias, len(bias))}, true
}
