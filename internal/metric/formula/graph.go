package formula

import (
	"maps"
	"math"
	"slices"
)

// node is one value of a formula: an operation on earlier nodes.
type node struct {
	op   op
	args [3]int32
	// value is that of a constant; of a variable or a learned parameter it is
	// the index.
	value float64
	// column is where the formula says it, from 1.
	column int
}

// graph holds the nodes of a formula, each one once, arguments before their users.
type graph struct {
	nodes     []node
	known     map[node]int32
	variables []Variable
}

func newGraph() *graph { return &graph{known: map[node]int32{}} }

// clone is a copy that can grow by itself.
func (g *graph) clone() *graph {
	return &graph{slices.Clone(g.nodes), maps.Clone(g.known), slices.Clone(g.variables)}
}

// intern gives the index of a node, a new one only if there is none like it.
func (g *graph) intern(n node) int32 {
	key := n
	key.column = 0
	if i, ok := g.known[key]; ok {
		return i
	}
	i := int32(len(g.nodes))
	g.nodes, g.known[key] = append(g.nodes, n), i
	return i
}

func (g *graph) constant(v float64) int32 {
	if v == 0 {
		v = 0 // one zero, without a sign
	}
	return g.intern(node{op: opConst, value: v})
}

func (g *graph) variable(v Variable, column int) int32 {
	for i, have := range g.variables {
		if have == v {
			return g.intern(node{op: opVariable, value: float64(i), column: column})
		}
	}
	g.variables = append(g.variables, v)
	return g.intern(node{op: opVariable, value: float64(len(g.variables) - 1), column: column})
}

func (g *graph) isConst(i int32, v float64) bool {
	return g.nodes[i].op == opConst && g.nodes[i].value == v
}

// operate adds an operation. Constants are computed at once. What a weight of 0
// multiplies is left out, with all that it would have computed, and 0 and 1 where
// they change nothing.
func (g *graph) operate(o op, column int, args ...int32) int32 {
	n := node{op: o, column: column}
	copy(n.args[:], args)
	allConst := true
	for _, a := range args {
		allConst = allConst && g.nodes[a].op == opConst
	}
	x, y := n.args[0], n.args[1]
	switch {
	case allConst:
		var v [3]float64
		for i, a := range args {
			v[i] = g.nodes[a].value
		}
		return g.constant(apply(o, v[0], v[1], v[2]))
	case o == opMul && (g.isConst(x, 0) || g.isConst(y, 0)):
		return g.constant(0)
	case o == opMul && g.isConst(x, 1), o == opAdd && g.isConst(x, 0):
		return y
	case o == opMul && g.isConst(y, 1), (o == opAdd || o == opSub) && g.isConst(y, 0), o == opDiv && g.isConst(y, 1):
		return x
	case o == opWhere && g.nodes[x].op == opConst:
		if g.nodes[x].value != 0 {
			return y
		}
		return n.args[2]
	}
	return g.intern(n)
}

// reachable marks what root needs.
func (g *graph) reachable(root int32) []bool {
	used := make([]bool, len(g.nodes))
	used[root] = true
	for i := root; i >= 0; i-- {
		if used[i] {
			for _, a := range g.nodes[i].args[:g.nodes[i].op.arity()] {
				used[a] = true
			}
		}
	}
	return used
}

// Finite reports whether v is a number that is not infinite.
func Finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
