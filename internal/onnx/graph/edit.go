package graph

import "slices"

// Uses are the nodes that take v, once for each time.
func (v *Value) Uses() []*Node { return v.uses }

// IsOutput reports whether the graph is asked for v.
func (v *Value) IsOutput() bool { return v.out }

// Lone reports whether v is taken once and not asked for, so that it may vanish
// into what takes it.
func (v *Value) Lone() bool { return len(v.uses) == 1 && !v.out }

func (n *Node) take() {
	for _, v := range n.In {
		if v != nil {
			v.uses = append(v.uses, n)
		}
	}
}

func (n *Node) release() {
	for _, v := range n.In {
		if v != nil {
			i := slices.Index(v.uses, n)
			v.uses = slices.Delete(v.uses, i, i+1)
		}
	}
}

// Rewrite lets the node that makes n's result make it in another way. The inputs
// must be computed before n, as what n or its forerunners take is. It panics if the
// result would have another shape or n has several results.
func (g *Graph) Rewrite(n *Node, op Op, in ...*Value) {
	types, err := op.Infer(in)
	if err != nil || len(n.Out) != 1 || !slices.Equal(types[0].Shape, n.Out[0].Shape) {
		panic("onnx: a rewritten " + n.Op.String() + " is not what it was")
	}
	n.release()
	n.Op, n.In = op, in
	n.take()
}

// Redirect lets all that takes old take v instead, outputs too; both must hold the
// same. Names of old find v from now on.
func (g *Graph) Redirect(old, v *Value) {
	for _, n := range old.uses {
		for i, in := range n.In {
			if in == old {
				n.In[i] = v
				v.uses = append(v.uses, n)
			}
		}
	}
	old.uses = nil
	for i := range g.Outputs {
		if g.Outputs[i].Value == old {
			g.Outputs[i].Value, old.out, v.out = v, false, true
		}
	}
	for name, at := range g.names {
		if at == old {
			g.names[name] = v
		}
	}
}

// Sweep drops the nodes that no output needs.
func (g *Graph) Sweep() {
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		n := g.Nodes[i]
		if !slices.ContainsFunc(n.Out, func(v *Value) bool { return v.out || len(v.uses) > 0 }) {
			n.release()
			g.Nodes[i] = nil
		}
	}
	g.Nodes = slices.DeleteFunc(g.Nodes, func(n *Node) bool { return n == nil })
}

// Insert puts a new node with one result before the node at.
func (g *Graph) Insert(at *Node, op Op, in ...*Value) *Value {
	types, err := op.Infer(in)
	if err != nil {
		panic("onnx: an inserted " + op.String() + ": " + err.Error())
	}
	n := &Node{Name: at.Name, Op: op, In: in}
	v := &Value{Type: types[0], By: n}
	n.Out = []*Value{v}
	n.take()
	g.Nodes = slices.Insert(g.Nodes, slices.Index(g.Nodes, at), n)
	return v
}
