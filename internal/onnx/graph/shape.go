package graph

import (
	"slices"

	"mekiki/internal/lang"
)

// Reshape gives the same numbers another shape. It also stands for the file's
// Flatten, Squeeze and Unsqueeze.
type Reshape struct{ Shape []int }

func (Reshape) String() string { return "Reshape" }

// Infer implements Op.
func (r Reshape) Infer(in []*Value) ([]Type, error) {
	out := Type{in[0].Kind, r.Shape}
	if out.Len() != in[0].Len() {
		return nil, lang.Errorf("it makes %v of %v, which are not as many numbers; the network may be fixed to one size of picture or batch", r.Shape, in[0].Shape)
	}
	return []Type{out}, nil
}

// Transpose orders axes anew: axis i of the result is axis Perm[i] of the input.
type Transpose struct{ Perm []int }

func (Transpose) String() string { return "Transpose" }

// Infer implements Op.
func (t Transpose) Infer(in []*Value) ([]Type, error) {
	all := make([]int, len(in[0].Shape))
	for i := range all {
		all[i] = i
	}
	if !slices.Equal(slices.Sorted(slices.Values(t.Perm)), all) {
		return nil, lang.Errorf("it orders axes as %v, but its input has the shape %v", t.Perm, in[0].Shape)
	}
	out := make([]int, len(all))
	for i, p := range t.Perm {
		out[i] = in[0].Shape[p]
	}
	return []Type{{in[0].Kind, out}}, nil
}

// Concat puts its inputs one behind the other along an axis.
type Concat struct{ Axis int }

func (Concat) String() string { return "Concat" }

// Infer implements Op.
func (c Concat) Infer(in []*Value) ([]Type, error) {
	if c.Axis < 0 || c.Axis >= len(in[0].Shape) {
		return nil, noAxis(c.Axis, in[0])
	}
	out := slices.Clone(in[0].Shape)
	out[c.Axis] = 0
	for _, v := range in {
		if len(v.Shape) != len(out) || v.Kind != in[0].Kind {
			return nil, lang.Errorf("it cannot join the shapes %v and %v", in[0].Shape, v.Shape)
		}
		for a, d := range v.Shape {
			if a == c.Axis {
				out[a] += d
			} else if d != out[a] {
				return nil, lang.Errorf("it cannot join the shapes %v and %v along axis %d", in[0].Shape, v.Shape, c.Axis)
			}
		}
	}
	return []Type{{in[0].Kind, out}}, nil
}

// Split cuts its input along an axis; it has a result for each size.
type Split struct {
	Axis  int
	Sizes []int
}

func (Split) String() string { return "Split" }

// Infer implements Op.
func (s Split) Infer(in []*Value) ([]Type, error) {
	if s.Axis < 0 || s.Axis >= len(in[0].Shape) {
		return nil, noAxis(s.Axis, in[0])
	}
	var out []Type
	sum := 0
	for _, n := range s.Sizes {
		shape := slices.Clone(in[0].Shape)
		shape[s.Axis] = n
		sum += n
		out = append(out, Type{in[0].Kind, shape})
	}
	if sum != in[0].Shape[s.Axis] || slices.Min(append([]int{0}, s.Sizes...)) < 0 {
		return nil, lang.Errorf("it cuts axis %d into %v, but its input has the shape %v", s.Axis, s.Sizes, in[0].Shape)
	}
	return out, nil
}

// Slice takes Count[i] elements of axis i, from Start[i] on, each Step[i] further
// (backwards if negative).
type Slice struct{ Start, Step, Count []int }

func (Slice) String() string { return "Slice" }

// Infer implements Op.
func (s Slice) Infer(in []*Value) ([]Type, error) {
	for a, d := range in[0].Shape {
		last := s.Start[a] + (s.Count[a]-1)*s.Step[a]
		if s.Count[a] < 0 || s.Count[a] > 0 && (s.Start[a] < 0 || s.Start[a] >= d || last < 0 || last >= d) {
			return nil, lang.Errorf("it takes elements outside of the shape %v", in[0].Shape)
		}
	}
	return []Type{{in[0].Kind, slices.Clone(s.Count)}}, nil
}

// Gather takes slices of its first input along Axis, those that its second input (Int)
// numbers; a negative number counts from the end.
type Gather struct{ Axis int }

func (Gather) String() string { return "Gather" }

// Infer implements Op.
func (g Gather) Infer(in []*Value) ([]Type, error) {
	if g.Axis < 0 || g.Axis >= len(in[0].Shape) {
		return nil, noAxis(g.Axis, in[0])
	}
	n := in[0].Shape[g.Axis]
	if c := in[1].Const; c != nil {
		for _, i := range c.I {
			if i < int64(-n) || i >= int64(n) {
				return nil, lang.Errorf("it takes number %d along axis %d, but its input has the shape %v", i, g.Axis, in[0].Shape)
			}
		}
	}
	if in[1].Kind != Int {
		return nil, lang.Errorf("it cannot count by %s", in[1].Kind)
	}
	return []Type{{in[0].Kind, slices.Concat(in[0].Shape[:g.Axis], in[1].Shape, in[0].Shape[g.Axis+1:])}}, nil
}

// Expand repeats axes of extent 1, and missing ones in front, up to Shape.
type Expand struct{ Shape []int }

func (Expand) String() string { return "Expand" }

// Infer implements Op.
func (e Expand) Infer(in []*Value) ([]Type, error) {
	out, err := Broadcast(in[0].Shape, e.Shape)
	return []Type{{in[0].Kind, out}}, err
}

// Tile repeats the whole input along each axis.
type Tile struct{ Times []int }

func (Tile) String() string { return "Tile" }

// Infer implements Op.
func (t Tile) Infer(in []*Value) ([]Type, error) {
	if len(t.Times) != len(in[0].Shape) {
		return nil, lang.Errorf("it repeats %v times, but its input has the shape %v", t.Times, in[0].Shape)
	}
	out := slices.Clone(in[0].Shape)
	for i, n := range t.Times {
		out[i] *= max(0, n)
	}
	return []Type{{in[0].Kind, out}}, nil
}
