package onnx

import "mekiki/internal/onnx/graph"

// Layer is what can be said of one value of a graph.
type Layer struct {
	Name  string // of the value, by which it can be a tap
	Op    string // with the activation that it took in
	Shape []int
	// Channels is how many numbers describe a place, and Axis the axis on which they
	// stand; -1 where that is not known.
	Channels, Axis int
	// Places are the other extents, without the batch: height and width of a map, how
	// many tokens there are; empty where the value has no places.
	Places []int
	// Stride is how many pixels of the picture lie between neighbouring places, the
	// larger of both ways; 0 where the value has no places any more.
	Stride float64
	// Field is how many pixels of the picture, in a row, a place can see; 0: all.
	Field int
	// Parameters is how many numbers with fractions the layer holds, as the graph has
	// them: norms are folded in. Those that several layers share count once, with the
	// first.
	Parameters int
	// MFLOP is how many millions of operations the value costs, a multiplication with
	// its addition counted as two.
	MFLOP float64
}

// Describe lists the values of a graph in the order in which they are computed.
func Describe(g *graph.Graph) []Layer {
	views := map[*graph.Value]view{}
	for _, v := range g.Inputs {
		views[v] = view{stride: [2]float64{1, 1}, field: [2]float64{1, 1}, channel: min(1, len(v.Shape)-1)}
	}
	var list []Layer
	counted := map[*graph.Value]bool{}
	for _, n := range g.Nodes {
		for i, v := range n.Out {
			at := look(n, v, views)
			views[v] = at
			l := Layer{Name: v.Name, Op: opName(n.Op), Shape: v.Shape, Axis: -1}
			if at.channel >= 0 && at.channel < len(v.Shape) {
				l.Channels, l.Axis = v.Shape[at.channel], at.channel
			}
			for axis, d := range v.Shape {
				if axis > 0 && axis != at.channel {
					l.Places = append(l.Places, d)
				}
			}
			if i == 0 {
				l.Parameters, l.MFLOP = held(n, counted), flop(n)/1e6
			}
			if !at.lost {
				l.Stride = max(at.stride[0], at.stride[1])
			}
			if !at.whole {
				l.Field = int(max(at.field[0], at.field[1]))
			}
			list = append(list, l)
		}
	}
	return list
}

// held is how many numbers with fractions a node holds that are not counted yet.
func held(n *graph.Node, counted map[*graph.Value]bool) int {
	sum := 0
	for _, v := range n.In {
		if v != nil && v.Const != nil && v.Kind == graph.Float && !counted[v] {
			counted[v] = true
			sum += v.Len()
		}
	}
	return sum
}

// opName is an operation with its activation.
func opName(op graph.Op) string {
	act := graph.Act{}
	switch op := op.(type) {
	case graph.Conv:
		act = op.Act
	case graph.Linear:
		act = op.Act
	case graph.Affine:
		act = op.Act
	}
	if act.Kind == graph.None {
		return op.String()
	}
	return op.String() + "+" + act.String()
}

// flop is how many operations a node costs.
func flop(n *graph.Node) float64 {
	y := float64(n.Out[0].Len())
	switch op := n.Op.(type) {
	case graph.Conv:
		w := n.In[1].Shape
		return 2 * y * float64(w[1]*w[2]*w[3])
	case graph.Linear:
		return 2 * y * float64(last(n.In[0].Shape))
	case graph.MatMul:
		return 2 * y * float64(last(n.In[0].Shape))
	case graph.Gemm:
		return 2 * y * float64(n.In[0].Len()) / float64(max(1, n.Out[0].Shape[0]))
	case graph.Attention:
		score := 2 * float64(n.In[0].Len()) * float64(n.In[1].Shape[len(n.In[1].Shape)-2])
		return score + score/float64(max(1, last(n.In[0].Shape)))*float64(last(n.Out[0].Shape))
	case graph.Einsum:
		of, err := op.Extents(n.In)
		if err != nil {
			return 0
		}
		product := 2.0
		for _, d := range of {
			product *= float64(d)
		}
		return product
	case graph.Pool:
		return y * float64(op.Kernel[0]*op.Kernel[1])
	case graph.Reduce:
		return float64(n.In[0].Len())
	case graph.Reshape, graph.Transpose, graph.Concat, graph.Split, graph.Slice, graph.Gather, graph.Expand, graph.Tile, graph.Pad:
		return 0
	}
	return y
}

func last(shape []int) int { return shape[len(shape)-1] }
