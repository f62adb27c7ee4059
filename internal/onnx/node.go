package onnx

import (
	"cmp"
	"slices"
	"sort"

	"mekiki/internal/lang"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
	"mekiki/internal/suggest"
)

// node is a node of the file while it is read. Its methods give attributes and
// constant inputs; the first thing that is wrong stays in err.
type node struct {
	*wire.Node
	b     *builder
	in    []*graph.Value // nil: absent
	asked map[string]bool
	err   error
}

// node reads one node of the file into the graph.
func (b *builder) node(w *wire.Node) error {
	read, known := readers[w.Op]
	switch {
	case w.Domain != "":
		return lang.Errorf("operations of the domain %.80q are not known; export the network in the standard's operations, or ask for a layer before this one with a tap", w.Domain)
	case !known:
		if near, found := suggest.Nearest(w.Op, knownOps()); found {
			return lang.Errorf("this operation is not known (did you mean %s?); ask for a layer before it with a tap, or export the network without it", near)
		}
		return lang.Errorf("this operation is not known; ask for a layer before it with a tap, or export the network without it")
	}
	n := &node{Node: w, b: b, asked: map[string]bool{}}
	for _, name := range w.Inputs {
		if name == "" {
			n.in = append(n.in, nil)
			continue
		}
		v, err := b.value(name)
		if err != nil {
			return err
		}
		n.in = append(n.in, v)
	}
	read(n)
	for _, a := range w.Attrs {
		if n.err == nil && !n.asked[a.Name] && a.Name != "consumed_inputs" {
			n.fail("its attribute %.80q is not known", a.Name)
		}
	}
	return n.err
}

func knownOps() []string {
	var names []string
	for name := range readers {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// fail notes what is wrong, if nothing is yet.
func (n *node) fail(format string, args ...any) {
	if n.err == nil {
		n.err = lang.Errorf(format, args...)
	}
}

// opset is that of the file.
func (n *node) opset() int { return n.b.m.Opset }

// data is input i, which must be there.
func (n *node) data(i int) *graph.Value {
	if i >= len(n.in) || n.in[i] == nil {
		n.fail("it lacks input %d", i+1)
		return &graph.Value{Type: graph.Type{Shape: []int{}}}
	}
	return n.in[i]
}

// opt is input i, or nil; there is no input -1.
func (n *node) opt(i int) *graph.Value {
	if i < 0 || i >= len(n.in) {
		return nil
	}
	return n.in[i]
}

// attr is an attribute that must have a type if it is there.
func (n *node) attr(name string, t wire.AttrType) (wire.Attr, bool) {
	n.asked[name] = true
	i := slices.IndexFunc(n.Attrs, func(a wire.Attr) bool { return a.Name == name })
	if i < 0 {
		return wire.Attr{}, false
	}
	if n.Attrs[i].Type != t {
		n.fail("its attribute %.80q is of another type than the standard says", name)
		return wire.Attr{}, false
	}
	return n.Attrs[i], true
}

func (n *node) int(name string, without int) int {
	if a, ok := n.attr(name, wire.AttrInt); ok {
		return int(a.Int)
	}
	return without
}

func (n *node) bool(name string) bool { return n.int(name, 0) != 0 }

func (n *node) float(name string, without float32) float32 {
	if a, ok := n.attr(name, wire.AttrFloat); ok {
		return a.Float
	}
	return without
}

func (n *node) text(name, without string) string {
	if a, ok := n.attr(name, wire.AttrString); ok {
		return a.Text
	}
	return without
}

// ints is a list of whole numbers: an attribute, or else the constant input i, where
// newer opsets have it (-1: nowhere). given is false if neither is there.
func (n *node) ints(name string, i int) (list []int, given bool) {
	if a, ok := n.attr(name, wire.AttrInts); ok {
		return small(a.Ints), true
	}
	v := n.opt(i)
	if v == nil {
		return nil, false
	}
	what := cmp.Or(name, "sizes") // an input that never was an attribute
	c := n.constant(v, what)
	if v.Kind != graph.Int {
		n.fail("its %s are no whole numbers", what)
		return nil, true
	}
	return small(c.I), true
}

// small are whole numbers as int; those that no extent can have are cut.
func small(list []int64) []int {
	const far = 1 << 40
	out := make([]int, len(list))
	for i, v := range list {
		out[i] = int(min(max(v, -far), far))
	}
	return out
}

// number is one number: an attribute, or else the constant input i.
func (n *node) number(name string, i int, without float32) float32 {
	if a, ok := n.attr(name, wire.AttrFloat); ok {
		return a.Float
	}
	v := n.opt(i)
	if v == nil {
		return without
	}
	c := n.constant(v, name)
	switch {
	case c.Len() != 1:
		n.fail("its %s is not one number", name)
	case v.Kind == graph.Float:
		return c.F[0]
	default:
		return float32(c.I[0])
	}
	return without
}

// constant is what a value holds, which must be known before the first picture.
func (n *node) constant(v *graph.Value, what string) *graph.Tensor {
	if v.Const == nil {
		n.fail("its %s depend on what is in the picture; only networks whose shapes do not are read", what)
		return &graph.Tensor{Type: graph.Type{Kind: v.Kind, Shape: []int{0}}}
	}
	return v.Const
}

// axis counts a negative axis from the end of rank axes.
func (n *node) axis(axis, rank int) int {
	if axis < 0 {
		axis += rank
	}
	if axis < 0 || axis >= max(1, rank) {
		n.fail("it works on axis %d of %d", axis, rank)
		return 0
	}
	return axis
}

// only refuses results beyond the first k that the file takes.
func (n *node) only(k int) {
	for i, o := range n.Outputs {
		if i >= k && o != "" && n.b.m.takes(o) {
			n.fail("its result %d is not computed", i+1)
		}
	}
}

// takes reports whether a node takes the value.
func (m *Model) takes(name string) bool {
	return slices.ContainsFunc(m.graph.Nodes, func(n wire.Node) bool { return slices.Contains(n.Inputs, name) })
}

var errTooLarge = lang.Errorf("its result is too large for this machine's memory; are height and width right?")
