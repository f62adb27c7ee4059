package graph

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// Kind is what the elements of a value are.
type Kind uint8

// The kinds. Types of a file with fewer or more bits are one of these here.
const (
	Float Kind = iota // float32
	Int               // int64
	Bool
)

// In is the kind in a user's words.
func (k Kind) In(l lang.Language) string {
	return l.Say([...]lang.Message{lang.T("numbers"), lang.T("whole numbers"), lang.T("true or false")}[k])
}

// String is the kind in English.
func (k Kind) String() string { return k.In(lang.English) }

// Type is what is known of a value before it is computed.
type Type struct {
	Kind  Kind
	Shape []int // [] is a single number
}

// Len is the number of elements.
func (t Type) Len() int {
	n := 1
	for _, d := range t.Shape {
		n *= d
	}
	return n
}

// Tensor holds the elements of a constant: F of a Float, I of others (Bool is 0 or 1).
type Tensor struct {
	Type
	F []float32
	I []int64
}

// Value is something that a node makes or takes: an input of the graph, a constant
// or the result of a node.
type Value struct {
	Name string // as in the file
	Type
	Const *Tensor // nil: not constant
	By    *Node   // the node that makes it; nil for inputs and constants
	uses  []*Node // a node stands there as often as it takes the value
	out   bool    // an output of the graph
}

// Node is one operation on values.
type Node struct {
	Name string // as in the file
	Op   Op
	In   []*Value // nil for an optional one that is absent
	Out  []*Value
}

// Op is an operation with all its settings, one of the types of this package.
type Op interface {
	// String is the operation's name.
	String() string
	// Infer gives the types of the results. An error says what does not fit, in a
	// user's words, without the node's name.
	Infer(in []*Value) ([]Type, error)
}

// Output is what the graph is computed for.
type Output struct {
	Name  string // as asked for; its value may be called otherwise
	Value *Value
}

// Graph is a network. Nodes stand in an order in which they can be computed.
type Graph struct {
	Inputs  []*Value
	Outputs []Output
	Nodes   []*Node
	names   map[string]*Value
	order   []string // of names, for messages
}

// New is a graph without anything.
func New() *Graph { return &Graph{names: map[string]*Value{}} }

// Call gives a value one more name by which it is found.
func (g *Graph) Call(name string, v *Value) {
	if _, known := g.names[name]; !known {
		g.order = append(g.order, name)
	}
	g.names[name] = v
}

// Input adds an input.
func (g *Graph) Input(name string, t Type) *Value {
	v := &Value{Name: name, Type: t}
	g.Inputs = append(g.Inputs, v)
	g.Call(name, v)
	return v
}

// Constant is a value that holds t.
func (g *Graph) Constant(name string, t *Tensor) *Value {
	v := &Value{Name: name, Type: t.Type, Const: t}
	g.Call(name, v)
	return v
}

// Add appends a node whose results have the given names; a name may be "". The
// error is the operation's.
func (g *Graph) Add(name string, op Op, in []*Value, out ...string) (*Node, error) {
	types, err := op.Infer(in)
	if err != nil {
		return nil, err
	}
	if len(types) < len(out) {
		return nil, lang.Errorf("it has %d results, the file takes %d", len(types), len(out))
	}
	n := &Node{Name: name, Op: op, In: in}
	for i, t := range types[:max(1, len(out))] {
		v := &Value{Type: t, By: n}
		if i < len(out) {
			v.Name = out[i]
			g.Call(out[i], v)
		}
		n.Out = append(n.Out, v)
	}
	n.take()
	g.Nodes = append(g.Nodes, n)
	return n, nil
}

// Output makes a value an output.
func (g *Graph) Output(name string, v *Value) {
	v.out = true
	g.Outputs = append(g.Outputs, Output{name, v})
}

// Named is the value that was last called name, or nil. It may be swept away by now.
func (g *Graph) Named(name string) *Value { return g.names[name] }

// Find is the value that the file calls name. An error names the nearest one.
func (g *Graph) Find(name string) (*Value, error) {
	v := g.names[name]
	if v != nil && (v.By == nil || slices.Contains(g.Nodes, v.By)) {
		return v, nil
	}
	if v != nil {
		return nil, lang.Errorf("%.80q has become part of a larger operation; ask for it as a tap when the network is opened", name)
	}
	if near, found := suggest.Nearest(name, g.order); found {
		return nil, lang.Errorf("the network has no value %.80q; did you mean %q?", name, near)
	}
	return nil, lang.Errorf("the network has no value %.80q", name)
}
