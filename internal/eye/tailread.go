package eye

import (
	"maps"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// archOf are the layers alone.
func archOf(layers []tailLayer) nn.Arch {
	var a nn.Arch
	for _, l := range layers {
		if l.body != nil {
			l.Body = archOf(l.body)
		}
		a = append(a, l.Layer)
	}
	return a
}

// tailLayer is a layer, the node that it was, and the layers in it.
type tailLayer struct {
	nn.Layer
	node     *graph.Node
	body     []tailLayer
	shortcut *graph.Node // the convolution beside body, if there is one
}

// tailReader turns nodes into layers.
type tailReader struct {
	file    *wire.Model
	body    []tailLayer
	inside  map[*graph.Value]bool // what the layers make
	after   map[*graph.Value]bool // what hangs on the value behind which they lie, itself too
	order   map[*graph.Value]int  // in which nodes are computed
	held    []string
	weights [][]float32
}

// layers are those that lead to a value from another, the first one first.
func (r *tailReader) layers(to, from *graph.Value) ([]tailLayer, error) {
	var list []tailLayer
	for v := to; v != from; {
		n := v.By
		// A wrong way ends at what was computed before its aim: else blocks one behind the other would be tried in
		// all combinations.
		if !r.after[v] || n == nil || r.order[v] < r.order[from] {
			return nil, lang.Errorf("not every way there leads through the first of them")
		}
		r.inside[v] = true
		l := tailLayer{node: n}
		next := n.In[0]
		switch op := n.Op.(type) {
		case graph.Conv:
			var err error
			if l.Layer, err = convolution(op, n); err != nil {
				return nil, lang.Errorf("%q: %w", v.Name, err)
			}
		case graph.Act:
			switch op.Kind {
			case graph.ReLU:
				l.Kind = nn.ReLU
			case graph.ReLU6:
				l.Kind = nn.ReLU6
			default:
				return nil, lang.Errorf("%q is %s; of activations there may be ReLU and ReLU6", v.Name, op)
			}
		case graph.Binary:
			var err error
			if l, next, err = r.sum(op, n); err != nil {
				return nil, lang.Errorf("%q: %w", v.Name, err)
			}
		default:
			return nil, lang.Errorf("%q is the operation %s, which has no gradient here", v.Name, n.Op)
		}
		list, v = append(list, l), next
	}
	slices.Reverse(list)
	return list, nil
}

// sum is a residual block: one of its summands is what the other is made of, or a
// convolution of that.
func (r *tailReader) sum(op graph.Binary, n *graph.Node) (l tailLayer, from *graph.Value, err error) {
	if op.Kind == graph.Add && slices.Equal(n.In[0].Shape, n.In[1].Shape) {
		for i, short := range n.In {
			if body := r.block(n.In[1-i], short); body != nil {
				return tailLayer{Layer: nn.Layer{Kind: nn.Residual}, node: n, body: body}, short, nil
			}
		}
		for i, short := range n.In {
			if !projects(short) {
				continue
			}
			from := short.By.In[0]
			if body := r.block(n.In[1-i], from); body != nil {
				r.inside[short] = true
				return tailLayer{Layer: nn.Layer{Kind: nn.Residual, Bias: true}, node: n, body: body, shortcut: short.By}, from, nil
			}
		}
	}
	if op.Kind != graph.Add {
		return l, nil, lang.Errorf("it is the operation %s of two maps, such as a gate, which has no gradient here; name a later layer with --tune", op)
	}
	return l, nil, lang.Errorf("it adds what does not come from one layer, as it is or by a 1x1 convolution; name another layer with --tune")
}

// block are the layers that lead to a value from another; nil where they cannot be
// trained, or where there are none.
func (r *tailReader) block(to, from *graph.Value) []tailLayer {
	own := &tailReader{inside: map[*graph.Value]bool{}, after: r.after, order: r.order}
	body, err := own.layers(to, from)
	if err != nil {
		return nil
	}
	maps.Copy(r.inside, own.inside)
	return body
}

// projects reports whether a value is what the shortcut of a residual block makes: a 1x1
// convolution to another shape, by the smallest stride that leads there, or to one place, which all strides take alike.
func projects(v *graph.Value) bool {
	if v.By == nil {
		return false
	}
	op, ok := v.By.Op.(graph.Conv)
	if !ok {
		return false
	}
	l, err := convolution(op, v.By)
	in, out := v.By.In[0].Shape, v.Shape
	return err == nil && l.Kind == nn.Conv && l.Size == 1 && !slices.Equal(in, out) &&
		(out[2]*out[3] == 1 || l.Stride == max((in[2]+out[2]-1)/out[2], (in[3]+out[3]-1)/out[3]))
}

// convolution is a node as a layer of nn.
func convolution(op graph.Conv, n *graph.Node) (nn.Layer, error) {
	w, k := n.In[1], op.Kernel[0]
	border := graph.Pads{Top: k / 2, Left: k / 2, Bottom: k / 2, Right: k / 2}
	if w.Const == nil || op.Kernel[1] != k || k%2 == 0 || op.Dilation != [2]int{1, 1} || op.Pad != border || op.Stride[0] != op.Stride[1] {
		return nn.Layer{}, lang.Errorf("its window must be square, odd, without gaps, and have borders of half its size on all sides; name a later layer with --tune")
	}
	if len(n.In) < 3 || n.In[2] == nil || n.In[2].Const == nil {
		return nn.Layer{}, lang.Errorf("it has no bias")
	}
	channels := n.In[0].Shape[1]
	switch {
	case op.Group == 1:
		return nn.Layer{Kind: nn.Conv, Out: w.Shape[0], Size: k, Stride: op.Stride[0]}, nil
	case op.Group == channels && w.Shape[0] == channels && op.Stride[0] == 1:
		return nn.Layer{Kind: nn.Depthwise, Size: k}, nil
	}
	return nn.Layer{}, lang.Errorf("it has %d groups at stride %d; there may be one group, or one a channel at stride 1; name a later layer with --tune", op.Group, op.Stride[0])
}

// collect finds the weights of the layers, in nn's order.
func (r *tailReader) collect(layers []tailLayer) error {
	for _, l := range layers {
		if l.body != nil {
			if err := r.collect(l.body); err != nil {
				return err
			}
		}
		node := l.node
		if l.Kind == nn.Residual {
			node = l.shortcut
		} else if l.Kind != nn.Conv && l.Kind != nn.Depthwise {
			node = nil
		}
		if node == nil {
			continue
		}
		for _, v := range node.In[1:3] {
			at := slices.IndexFunc(r.file.Graph.Initializers, func(t wire.Tensor) bool { return t.Name == v.Name })
			if at < 0 || r.users(v.Name) > 1 || r.file.Graph.Initializers[at].Type != wire.Float {
				return lang.Errorf("the weights %q are computed, shared or not float32, and cannot be trained", v.Name)
			}
			r.held, r.weights = append(r.held, v.Name), append(r.weights, v.Const.F)
		}
	}
	return nil
}

// users is how many inputs of nodes in the file a value is.
func (r *tailReader) users(name string) (n int) {
	for _, node := range r.file.Graph.Nodes {
		for _, in := range node.Inputs {
			if in == name {
				n++
			}
		}
	}
	return n
}
