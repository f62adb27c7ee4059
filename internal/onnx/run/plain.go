package run

import (
	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
)

// plainStep computes a node by plain loops.
type plainStep struct {
	op      graph.Op
	in, out []view
	kinds   []graph.Kind  // of the inputs
	fixed   []*eval.Array // inputs that are constants
}

// plain adds a node that has no step of its own.
func (c *compiler) plain(n *graph.Node) error {
	s := &plainStep{op: n.Op, in: make([]view, len(n.In)), kinds: make([]graph.Kind, len(n.In)), fixed: make([]*eval.Array, len(n.In))}
	var touched []*matrix
	for i, v := range n.In {
		switch {
		case v == nil:
		case v.Const != nil:
			s.fixed[i] = eval.Of(v.Const)
		default:
			s.in[i], s.kinds[i] = c.view(v), v.Kind
			touched = append(touched, s.in[i].m)
		}
	}
	for _, v := range n.Out {
		at := fresh(v.Shape, channelAxis(v.Shape))
		c.views[v] = at
		s.out = append(s.out, at)
		touched = append(touched, at.m)
	}
	c.emit(n, s, 1, touched...)
	return nil
}

func (s *plainStep) do(r *Runner, _, _ int) {
	in := make([]*eval.Array, len(s.in))
	for i, v := range s.in {
		if in[i] = s.fixed[i]; v.m == nil {
			continue
		}
		a := eval.Zeros(graph.Type{Kind: s.kinds[i], Shape: v.shape()})
		memory, k := r.of(v.m), 0
		v.each(func(at int) {
			if a.Kind == graph.Float {
				a.F[k] = float64(memory[at])
			} else {
				a.I[k] = int64(memory[at])
			}
			k++
		})
		in[i] = a
	}
	out, err := eval.Node(s.op, in)
	for i, v := range s.out {
		memory := r.of(v.m)
		if err != nil { // a number of a Gather that is out of range
			clear(memory)
			continue
		}
		scatter(memory, v, constant(out[i].Tensor()))
	}
}
