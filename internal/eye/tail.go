package eye

import (
	"maps"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// Tail is the last stage of an eye, to be trained with the network behind it: the layers
// between a value and the last tap. What the layers before give for a picture never
// changes, so it is computed once: Tail is an nn.Front that gives the map at that value,
// place by place, and then the means of the other taps.
type Tail struct {
	// Layer reads that, and Weights are the values of its tensors in the eye.
	Layer   nn.Layer
	Weights [][]float32

	eye   *Eye
	front *Front   // whose taps are the others, and last the value
	taps  []string // of the eye
	held  []string // the names of Weights in the file
}

// Tail is e behind the value, which Values has, for pictures of one size and the given
// taps, nil being the eye's own. The layers must be convolutions over all channels or of
// single ones, ReLU, ReLU6 and sums with what came before; and the last tap alone may lie
// behind the value. Errors are in a user's words.
func (e *Eye) Tail(behind string, o Options) (*Tail, error) {
	if o.Taps == nil {
		o.Taps = e.Taps
	}
	if len(o.Taps) == 0 {
		return nil, lang.Errorf("the eye does not say which layers to look at; name them with --tap")
	}
	t := &Tail{eye: e, taps: o.Taps}
	past, last := o.Taps[:len(o.Taps)-1], o.Taps[len(o.Taps)-1]
	g, err := e.model.Graph(onnx.Options{Batch: 1, Height: o.Height, Width: o.Width, Taps: append([]string{behind}, o.Taps...), Plain: true})
	if err != nil {
		return nil, err
	}
	from, to := g.Outputs[0].Value, g.Outputs[len(o.Taps)].Value
	if len(from.Shape) != 4 || from.Shape[0] != 1 {
		return nil, lang.Errorf("the layer %q is of the shape %v, not a map; choose another for --tune", behind, from.Shape)
	}
	r := tailReader{file: e.wire, inside: map[*graph.Value]bool{}, after: below(g, map[*graph.Value]bool{from: true}), order: map[*graph.Value]int{}}
	for i, n := range g.Nodes {
		for _, v := range n.Out {
			r.order[v] = i
		}
	}
	if r.body, err = r.layers(to, from); err != nil {
		return nil, lang.Errorf("the layers of the eye from %q to %q cannot be trained: %w", behind, last, err)
	}
	if len(r.body) == 0 {
		return nil, lang.Errorf("there is nothing to train from %q to %q; --tune names a layer before the last --tap", behind, last)
	}
	trained := below(g, r.inside)
	for i, name := range past {
		if trained[g.Outputs[1+i].Value] {
			return nil, lang.Errorf("the layer %q is looked at, and lies behind %q, where only the last one, %q, may; leave it out by --tap, or name a later layer with --tune", name, behind, last)
		}
	}
	if err := r.collect(r.body); err != nil {
		return nil, err
	}
	t.held, t.Weights = r.held, r.weights
	if t.front, err = e.Front(Options{Height: o.Height, Width: o.Width, Taps: append(slices.Clone(past), behind)}); err != nil {
		return nil, err
	}
	own := len(t.front.Net.Taps) - 1
	t.Layer = nn.Layer{
		Kind: nn.Tail, Map: nn.Shape{Height: from.Shape[2], Width: from.Shape[3], Channels: from.Shape[1]},
		Past: t.front.Dim() - t.front.Net.Taps[own].Channels, Body: append(archOf(r.body), nn.Layer{Kind: nn.GlobalAvg}),
	}
	return t, nil
}

// below are some values and all that is computed from them.
func below(g *graph.Graph, some map[*graph.Value]bool) map[*graph.Value]bool {
	all := maps.Clone(some)
	for _, n := range g.Nodes {
		for _, v := range n.Out {
			all[v] = all[v] || slices.ContainsFunc(n.In, func(in *graph.Value) bool { return all[in] })
		}
	}
	return all
}

// Pictures implements nn.Front.
func (t *Tail) Pictures() nn.Shape { return t.front.Pictures() }

// Dim implements nn.Front.
func (t *Tail) Dim() int { return t.Layer.Map.Size() + t.Layer.Past }

// See implements nn.Front.
func (t *Tail) See(dst []float32, pix []uint8) {
	l := t.front.lookers.Get().(*Looker)
	defer t.front.lookers.Put(l)
	seen := l.Look(pix)
	last := len(seen) - 1
	area, channels := t.Layer.Map.Height*t.Layer.Map.Width, t.Layer.Map.Channels
	for c := range channels {
		for p, v := range seen[last][c*area:][:area] {
			dst[p*channels+c] = v
		}
	}
	dst = dst[area*channels:]
	for i, tap := range t.front.Net.Taps[:last] {
		tap.mean(dst, seen[i])
		dst = dst[tap.Channels:]
	}
}

// Tuned is the eye with other values of Weights, before a network.
func (t *Tail) Tuned(weights [][]float32) (*Front, error) {
	e, w := *t.eye, *t.eye.wire
	w.Graph.Initializers = slices.Clone(w.Graph.Initializers)
	for i, name := range t.held {
		at := slices.IndexFunc(w.Graph.Initializers, func(t wire.Tensor) bool { return t.Name == name })
		w.Graph.Initializers[at] = wire.NewFloats(name, w.Graph.Initializers[at].Dims, weights[i])
	}
	e.Name, e.wire = tunedName(e.Name), &w
	m, err := onnx.From(&w)
	if err != nil {
		return nil, err
	}
	e.model, e.Hash = m, "" // that of what is written
	return e.Front(Options{Height: t.Pictures().Height, Width: t.Pictures().Width, Taps: t.taps})
}

// tunedName is what an eye is called once it is tuned.
func tunedName(name string) string { return strings.TrimSuffix(name, " (tuned)") + " (tuned)" }
