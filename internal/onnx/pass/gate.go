package pass

import (
	"math"

	"mekiki/internal/onnx/graph"
)

// gates reads activations that are x times something of x: SiLU, HardSwish, GELU in
// both forms; and HardSigmoid, which is the something alone.
func gates(g *graph.Graph, n *graph.Node) {
	op, ok := n.Op.(graph.Binary)
	if !ok || op.Kind != graph.Mul && op.Kind != graph.Div {
		return
	}
	y := n.Out[0]
	for _, f := range factors(y, nil, 0) {
		x, by, act, ok := gate(f)
		if !ok || !sameShape(x, y) {
			continue
		}
		if scale, ok := product(y, x, f); ok && near(scale, by) {
			g.Rewrite(n, act, x)
			return
		}
	}
	if c, ok := multipleOf(y, 1.0/6); ok {
		if x, ok := sixOf(c); ok && sameShape(x, y) {
			g.Rewrite(n, graph.Act{Kind: graph.HardSigmoid, A: 1.0 / 6, B: 0.5}, x)
		}
	}
}

// gate says what f makes of x if by*x*f is the activation.
func gate(f *graph.Value) (x *graph.Value, by float64, act graph.Act, ok bool) {
	if a, n, ok := made[graph.Act](f); ok {
		switch {
		case a.Kind == graph.Sigmoid:
			return n.In[0], 1, graph.Act{Kind: graph.SiLU}, true
		case a.Kind == graph.HardSigmoid && near(float64(a.A), 1.0/6) && near(float64(a.B), 0.5):
			return n.In[0], 1, graph.Act{Kind: graph.HardSwish}, true
		}
	}
	if x, ok := sixOf(f); ok {
		return x, 1.0 / 6, graph.Act{Kind: graph.HardSwish}, true
	}
	inner, one, ok := plus(f)
	if !ok || one != 1 {
		return nil, 0, act, false
	}
	if u, n, ok := made[graph.Unary](inner); ok && u.Kind == graph.Erf {
		x, ok := multipleOf(n.In[0], math.Sqrt(0.5))
		return x, 0.5, graph.Act{Kind: graph.GELU}, ok
	}
	if a, n, ok := made[graph.Act](inner); ok && a.Kind == graph.Tanh {
		x, ok := cubic(n.In[0])
		return x, 0.5, graph.Act{Kind: graph.GELUTanh}, ok
	}
	return nil, 0, act, false
}

// sixOf reads x+3 between 0 and 6.
func sixOf(v *graph.Value) (*graph.Value, bool) {
	if a, n, ok := made[graph.Act](v); ok && a.Kind == graph.ReLU6 {
		x, three, ok := plus(n.In[0])
		return x, ok && three == 3
	}
	return nil, false
}

// cubic reads √(2/π)(x+0.044715x³).
func cubic(v *graph.Value) (*graph.Value, bool) {
	sum, ok := multipleOf(v, math.Sqrt(2/math.Pi))
	if !ok {
		return nil, false
	}
	n, ok := binaryOf(sum, graph.Add)
	if !ok {
		return nil, false
	}
	for i := range 2 {
		x := n.In[i]
		cube, ok := multipleOf(n.In[1-i], 0.044715)
		if !ok {
			continue
		}
		if p, ok := binaryOf(cube, graph.Pow); ok && p.In[0] == x {
			three, ok := scalar(p.In[1])
			return x, ok && three == 3
		}
		if list := factors(cube, x, 0); len(list) == 3 && list[0] == x && list[1] == x && list[2] == x {
			return x, true
		}
	}
	return nil, false
}

// factors are what v is a product of, without numbers; stop is not taken apart.
func factors(v, stop *graph.Value, depth int) []*graph.Value {
	op, n, ok := made[graph.Binary](v)
	if !ok || v == stop || depth == 4 {
		return []*graph.Value{v}
	}
	_, left := scalar(n.In[0])
	_, right := scalar(n.In[1])
	switch {
	case op.Kind == graph.Mul && left:
		return factors(n.In[1], stop, depth+1)
	case (op.Kind == graph.Mul || op.Kind == graph.Div) && right:
		return factors(n.In[0], stop, depth+1)
	case op.Kind == graph.Mul:
		return append(factors(n.In[0], stop, depth+1), factors(n.In[1], stop, depth+1)...)
	}
	return []*graph.Value{v}
}

// product is the number by which v is x*f; ok is false if it is something else.
func product(v, x, f *graph.Value) (scale float64, ok bool) {
	xs, fs, scale := 0, 0, 1.0
	for open := []*graph.Value{v}; len(open) > 0; open = open[1:] {
		at := open[0]
		if at == x {
			xs++
			continue
		}
		if at == f {
			fs++
			continue
		}
		op, n, ok := made[graph.Binary](at)
		if !ok || op.Kind != graph.Mul && op.Kind != graph.Div || xs+fs+len(open) > 8 {
			return 0, false
		}
		right, isRight := scalar(n.In[1])
		left, isLeft := scalar(n.In[0])
		switch {
		case op.Kind == graph.Div && isRight:
			scale /= right
			open = append(open, n.In[0])
		case op.Kind == graph.Div:
			return 0, false
		case isRight:
			scale *= right
			open = append(open, n.In[0])
		case isLeft:
			scale *= left
			open = append(open, n.In[1])
		default:
			open = append(open, n.In[0], n.In[1])
		}
	}
	return scale, xs == 1 && fs == 1
}
