package onnx

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/onnx/wire"
)

// Cut is what the taps need of a network: it has them as its outputs, and neither nodes
// nor weights that they do not need. Numbers are shared with w. Errors are those of From
// and of Graph.
func Cut(w *wire.Model, taps []string) (*wire.Model, error) {
	m, err := From(w)
	if err != nil {
		return nil, err
	}
	nodes, err := m.needed(taps)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	cut := &wire.Model{Producer: w.Producer, Opset: map[string]int{"": m.Opset}, Graph: wire.Graph{Name: w.Graph.Name}}
	for _, n := range nodes {
		cut.Graph.Nodes = append(cut.Graph.Nodes, *n)
		for _, in := range n.Inputs {
			wanted[in] = true
		}
	}
	for _, t := range taps {
		if !slices.ContainsFunc(nodes, func(n *wire.Node) bool { return slices.Contains(n.Outputs, t) }) {
			return nil, lang.Errorf("%.80q is an input or a constant of the network, not a layer", t)
		}
		cut.Graph.Outputs = append(cut.Graph.Outputs, wire.ValueInfo{Name: t, Type: wire.Float})
	}
	for _, t := range w.Graph.Initializers {
		if wanted[t.Name] {
			cut.Graph.Initializers = append(cut.Graph.Initializers, t)
		}
	}
	for _, in := range w.Graph.Inputs {
		if wanted[in.Name] && m.weights[in.Name] == nil {
			cut.Graph.Inputs = append(cut.Graph.Inputs, in)
		}
	}
	return cut, nil
}
