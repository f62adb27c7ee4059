package pass

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

// layerNorms reads (x-mean)/√(variance+eps) spelt out, and takes scale and shift
// behind a layer norm into it.
func layerNorms(g *graph.Graph, n *graph.Node) {
	if x, op, ok := spelt(n); ok {
		inner := x.Shape[op.Axis:]
		ones := slices.Repeat([]float64{1}, graph.Type{Shape: inner}.Len())
		g.Rewrite(n, op, x, tensor(ones, inner...), nil)
		return
	}
	op, ok := n.Op.(graph.Binary)
	if !ok || op.Kind != graph.Mul && op.Kind != graph.Add {
		return
	}
	for i := range 2 {
		norm, by, ok := made[graph.LayerNorm](n.In[i])
		c := n.In[1-i]
		if !ok || !n.In[i].Lone() || c.Const == nil || by.In[1].Const == nil || !slices.Equal(c.Shape, n.Out[0].Shape[norm.Axis:]) || !slices.Equal(by.In[1].Shape, c.Shape) {
			continue
		}
		bias := make([]float64, c.Len())
		if len(by.In) > 2 && by.In[2] != nil {
			if by.In[2].Const == nil || !slices.Equal(by.In[2].Shape, c.Shape) {
				continue
			}
			bias = wide(by.In[2])
		}
		scale, k := wide(by.In[1]), wide(c)
		for j := range k {
			if op.Kind == graph.Add {
				bias[j] += k[j]
			} else {
				scale[j] *= k[j]
				bias[j] *= k[j]
			}
		}
		g.Rewrite(n, norm, by.In[0], tensor(scale, c.Shape...), tensor(bias, c.Shape...))
		return
	}
}

// spelt reads d/√(mean(d²)+eps) with d = x-mean(x), the means over the last axes.
func spelt(n *graph.Node) (x *graph.Value, op graph.LayerNorm, ok bool) {
	b, ok := n.Op.(graph.Binary)
	if !ok || b.Kind != graph.Div && b.Kind != graph.Mul {
		return nil, op, false
	}
	root, d := n.In[1], n.In[0]
	if b.Kind == graph.Mul { // by the reciprocal
		u, by, ok := made[graph.Unary](root)
		if !ok || u.Kind != graph.Reciprocal {
			return nil, op, false
		}
		root = by.In[0]
	}
	u, by, ok := made[graph.Unary](root)
	if !ok || u.Kind != graph.Sqrt {
		return nil, op, false
	}
	variance, eps, ok := plus(by.In[0])
	if !ok {
		return nil, op, false
	}
	square, axis, ok := meanOf(variance)
	if !ok || !squareOf(square, d) {
		return nil, op, false
	}
	sub, ok := binaryOf(d, graph.Sub)
	if !ok {
		return nil, op, false
	}
	centred, at, ok := meanOf(sub.In[1])
	return centred, graph.LayerNorm{Axis: axis, Eps: float32(eps)}, ok && at == axis && centred == sub.In[0]
}

// meanOf reads a mean over the axes from one on.
func meanOf(v *graph.Value) (x *graph.Value, from int, ok bool) {
	r, n, ok := made[graph.Reduce](v)
	if !ok || r.Kind != graph.Mean || !r.Keep || len(r.Axes) == 0 {
		return nil, 0, false
	}
	from = r.Axes[0]
	return n.In[0], from, len(r.Axes) == len(v.Shape)-from
}

func squareOf(v, d *graph.Value) bool {
	if n, ok := binaryOf(v, graph.Mul); ok {
		return n.In[0] == d && n.In[1] == d
	}
	n, ok := binaryOf(v, graph.Pow)
	if !ok || n.In[0] != d {
		return false
	}
	two, ok := scalar(n.In[1])
	return ok && two == 2
}

// wide is a constant in float64.
func wide(v *graph.Value) []float64 {
	out := make([]float64, len(v.Const.F))
	for i, f := range v.Const.F {
		out[i] = float64(f)
	}
	return out
}
