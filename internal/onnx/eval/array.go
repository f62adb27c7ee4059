package eval

import (
	"mekiki/internal/lang"
	"mekiki/internal/onnx/graph"
)

// Array holds the elements of a value: F of a Float, I of others.
type Array struct {
	graph.Type
	F []float64
	I []int64
}

// Zeros is an array of a type.
func Zeros(t graph.Type) *Array {
	a := &Array{Type: t}
	if t.Kind == graph.Float {
		a.F = make([]float64, t.Len())
	} else {
		a.I = make([]int64, t.Len())
	}
	return a
}

// Of is a constant as an array.
func Of(t *graph.Tensor) *Array {
	a := &Array{Type: t.Type, I: t.I}
	if t.Kind == graph.Float {
		a.F = make([]float64, len(t.F))
		for i, v := range t.F {
			a.F[i] = float64(v)
		}
	}
	return a
}

// Tensor is the array rounded to float32.
func (a *Array) Tensor() *graph.Tensor {
	t := &graph.Tensor{Type: a.Type, I: a.I}
	if a.Kind == graph.Float {
		t.F = make([]float32, len(a.F))
		for i, v := range a.F {
			t.F[i] = float32(v)
		}
	}
	return t
}

// Node computes the results of an operation. The inputs must fit; it panics or the
// results mean nothing if Infer refuses them. An index outside of a Gather's input
// is an error.
func Node(op graph.Op, in []*Array) ([]*Array, error) {
	values := make([]*graph.Value, len(in))
	for i, a := range in {
		if a != nil {
			values[i] = &graph.Value{Type: a.Type}
		}
	}
	types, err := op.Infer(values)
	if err != nil {
		return nil, err
	}
	var out []*Array
	for _, t := range types {
		out = append(out, Zeros(t))
	}
	return out, compute(op, in, out)
}

// Graph computes every value that is not swept away; inputs stand in the order of
// g.Inputs. each is told of every result as soon as it is there; results that
// nothing needs any more are forgotten.
func Graph(g *graph.Graph, inputs []*Array, each func(*graph.Value, *Array)) error {
	known := map[*graph.Value]*Array{}
	for i, v := range g.Inputs {
		known[v] = inputs[i]
	}
	left := map[*graph.Value]int{}
	for _, n := range g.Nodes {
		var in []*Array
		for _, v := range n.In {
			switch {
			case v == nil:
				in = append(in, nil)
			case v.Const != nil:
				in = append(in, Of(v.Const))
			default:
				in = append(in, known[v])
			}
		}
		out, err := Node(n.Op, in)
		if err != nil {
			return lang.Errorf("node %q (%s): %w", n.Name, n.Op, err)
		}
		for i, v := range n.Out {
			known[v], left[v] = out[i], len(v.Uses())
			each(v, out[i])
		}
		for _, v := range n.In {
			if left[v]--; v != nil && v.By != nil && left[v] == 0 {
				delete(known, v)
			}
		}
	}
	return nil
}

// index walks over a shape: at is the position of each axis.
type index struct{ shape, at []int }

func walk(shape []int) *index { return &index{shape, make([]int, len(shape))} }

func (x *index) next() {
	for a := len(x.at) - 1; a >= 0; a-- {
		if x.at[a]++; x.at[a] < x.shape[a] {
			return
		}
		x.at[a] = 0
	}
}

// offset is where element at stands in an array of the given shape. at may have more
// axes in front, and any place on an axis of extent 1: they are repeated.
func offset(shape, at []int) int {
	at = at[len(at)-len(shape):]
	o := 0
	for a, d := range shape {
		o *= d
		if d > 1 {
			o += at[a]
		}
	}
	return o
}

// move copies element j of src to element i of dst.
func move(dst *Array, i int, src *Array, j int) {
	if dst.Kind == graph.Float {
		dst.F[i] = src.F[j]
	} else {
		dst.I[i] = src.I[j]
	}
}

// get is element i as a float64.
func (a *Array) get(i int) float64 {
	if a.Kind == graph.Float {
		return a.F[i]
	}
	return float64(a.I[i])
}

// set sets element i, without its fraction if it is whole.
func (a *Array) set(i int, v float64) {
	if a.Kind == graph.Float {
		a.F[i] = v
	} else {
		a.I[i] = int64(v)
	}
}
