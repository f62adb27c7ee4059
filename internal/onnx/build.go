package onnx

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/pass"
	"mekiki/internal/onnx/wire"
	"mekiki/internal/suggest"
)

// Options say what a graph is built for.
type Options struct {
	// Batch, Height and Width are the extents of all pictures that come in. 0 takes
	// the file's; where it leaves them open, Batch is 1 and the others an error. Where
	// the file gives one, another may work or not: the error says where it does not.
	Batch, Height, Width int
	// Taps are the names of values that are wanted, in this order; nil means the
	// network's outputs. Nothing beyond them is built.
	Taps []string
	// Plain leaves the graph as it is but for constants.
	Plain bool
}

// maxValue is the largest number of elements of a value.
const maxValue = 1 << 32

// builder makes a graph of a file's nodes.
type builder struct {
	m    *Model
	g    *graph.Graph
	left int64 // elements that constants may still be computed to
}

// Graph builds the network for one size of picture. Errors name the node and say
// what can be done.
func (m *Model) Graph(o Options) (*graph.Graph, error) { return m.within(maxFolded, o) }

// within builds a graph whose constants are computed to so many elements at most.
func (m *Model) within(folded int64, o Options) (*graph.Graph, error) {
	b := &builder{m: m, g: graph.New(), left: folded}
	return b.build(o)
}

func (b *builder) build(o Options) (*graph.Graph, error) {
	if o.Taps == nil {
		o.Taps = b.m.Outputs
	}
	nodes, err := b.m.needed(o.Taps)
	if err != nil {
		return nil, err
	}
	for _, in := range b.m.Inputs {
		t, err := in.at(o)
		if err != nil {
			return nil, err
		}
		b.g.Input(in.Name, t)
	}
	for _, n := range nodes {
		if err := b.node(n); err != nil {
			return nil, lang.Errorf("node %.80q (%s, opset %d): %w", label(n), n.Op, b.m.Opset, err)
		}
	}
	for _, name := range o.Taps {
		v, err := b.value(name)
		if err != nil {
			return nil, err
		}
		b.g.Output(name, v)
	}
	b.g.Sweep()
	if !o.Plain {
		pass.All(b.g)
	}
	return b.g, nil
}

// Values are the names of all values that nodes make, in the file's order: those
// that can be taps.
func (m *Model) Values() []string {
	var names []string
	for _, n := range m.graph.Nodes {
		for _, o := range n.Outputs {
			if o != "" {
				names = append(names, o)
			}
		}
	}
	return names
}

// needed are the nodes that the taps need, in order.
func (m *Model) needed(taps []string) ([]*wire.Node, error) {
	maker := map[string]int{}
	for i := range m.graph.Nodes {
		for _, o := range m.graph.Nodes[i].Outputs {
			if o == "" {
				continue
			}
			if _, twice := maker[o]; twice || m.weights[o] != nil {
				return nil, lang.Errorf("value %.80q is made twice", o)
			}
			maker[o] = i
		}
	}
	wanted := map[string]bool{}
	for _, t := range taps {
		_, made := maker[t]
		if !made && m.weights[t] == nil && !slices.ContainsFunc(m.Inputs, func(in Input) bool { return in.Name == t }) {
			if near, found := suggest.Nearest(t, m.Values()); found {
				return nil, lang.Errorf("the network has no value %.80q; did you mean %q?", t, near)
			}
			return nil, lang.Errorf("the network has no value %.80q", t)
		}
		wanted[t] = true
	}
	var nodes []*wire.Node
	for i := len(m.graph.Nodes) - 1; i >= 0; i-- {
		n := &m.graph.Nodes[i]
		if !slices.ContainsFunc(n.Outputs, func(o string) bool { return o != "" && wanted[o] }) {
			continue
		}
		for _, in := range n.Inputs {
			if j, made := maker[in]; made && j >= i {
				return nil, lang.Errorf("node %.80q needs %.80q, which is made only afterwards: the nodes go in a circle or are out of order", label(n), in)
			}
			wanted[in] = true
		}
		nodes = append(nodes, n)
	}
	slices.Reverse(nodes)
	return nodes, nil
}

// label is what a node is called in messages: its name, or else its first result.
func label(n *wire.Node) string {
	if n.Name == "" && len(n.Outputs) > 0 {
		return n.Outputs[0]
	}
	return n.Name
}

// value is what the file calls name: made already, or an initialiser.
func (b *builder) value(name string) (*graph.Value, error) {
	if v := b.g.Named(name); v != nil {
		return v, nil
	}
	if w := b.m.weights[name]; w != nil {
		return b.g.Constant(name, w), nil
	}
	for _, n := range b.m.graph.Nodes {
		if slices.Contains(n.Outputs, name) {
			return nil, lang.Errorf("%.80q is a further result of node %.80q (%s), which is not computed, such as the mask of a dropout; ask for %.80q", name, label(&n), n.Op, n.Outputs[0])
		}
	}
	return nil, lang.Errorf("it needs %.80q, which nothing makes: an initialiser is missing in the file", name)
}
