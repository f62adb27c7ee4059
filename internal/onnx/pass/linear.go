package pass

import "mekiki/internal/onnx/graph"

// linears reads products with constant weights as dense layers.
func linears(g *graph.Graph, n *graph.Node) {
	switch op := n.Op.(type) {
	case graph.MatMul:
		if w := n.In[1]; w.Const != nil && w.Kind == graph.Float && len(w.Shape) == 2 {
			g.Rewrite(n, graph.Linear{}, n.In[0], w)
		}
	case graph.Gemm:
		w := n.In[1]
		if w.Const == nil || op.TransA {
			return
		}
		in := []*graph.Value{n.In[0], times(w, float64(op.Alpha))}
		if len(n.In) > 2 && n.In[2] != nil {
			bias, ok := byChannel(n.In[2], n.Out[0].Shape, 1)
			if !ok {
				return
			}
			for i := range bias {
				bias[i] *= float64(op.Beta)
			}
			in = append(in, tensor(bias, len(bias)))
		}
		g.Rewrite(n, graph.Linear{Trans: op.TransB}, in...)
	}
}

// times is a constant times a number.
func times(v *graph.Value, by float64) *graph.Value {
	if by == 1 {
		return v
	}
	list := wide(v)
	for i := range list {
		list[i] *= by
	}
	return tensor(list, v.Shape...)
}

// byChannel are the numbers of a constant along an axis of a shape that it is repeated
// to; it must be the same along all others.
func byChannel(v *graph.Value, shape []int, axis int) ([]float64, bool) {
	if v == nil || v.Const == nil || v.Kind != graph.Float || len(v.Shape) > len(shape) {
		return nil, false
	}
	at := axis - (len(shape) - len(v.Shape))
	for i, d := range v.Shape {
		if d != 1 && (i != at || d != shape[axis]) {
			return nil, false
		}
	}
	list := make([]float64, shape[axis])
	for i := range list {
		list[i] = float64(v.Const.F[i%len(v.Const.F)])
	}
	return list, true
}
