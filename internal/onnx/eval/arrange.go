package eval

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/onnx/graph"
)

// arrange computes the operations that only move elements.
func arrange(op graph.Op, in, out []*Array) error {
	x, y := in[0], out[0]
	if r, ok := op.(graph.Reshape); ok {
		*y = *x
		y.Shape = r.Shape
		return nil
	}
	if c, ok := op.(graph.Concat); ok {
		start := make([]int, len(y.Shape))
		for _, part := range in {
			for i, at := 0, walk(part.Shape); i < part.Len(); i, at = i+1, step(at) {
				move(y, offset(y.Shape, add(start, at.at)), part, i)
			}
			start[c.Axis] += part.Shape[c.Axis]
		}
		return nil
	}
	if s, ok := op.(graph.Split); ok {
		start := make([]int, len(x.Shape))
		for _, part := range out {
			for i, at := 0, walk(part.Shape); i < part.Len(); i, at = i+1, step(at) {
				move(part, i, x, offset(x.Shape, add(start, at.at)))
			}
			start[s.Axis] += part.Shape[s.Axis]
		}
		return nil
	}
	from := make([]int, len(x.Shape)) // the place in x of a place in y
	for i, at := 0, walk(y.Shape); i < y.Len(); i, at = i+1, step(at) {
		outside := false
		switch op := op.(type) {
		case graph.Transpose:
			for a, p := range op.Perm {
				from[p] = at.at[a]
			}
		case graph.Slice:
			for a := range from {
				from[a] = op.Start[a] + at.at[a]*op.Step[a]
			}
		case graph.Gather:
			inner := at.at[op.Axis : op.Axis+len(in[1].Shape)]
			k := int(in[1].I[offset(in[1].Shape, inner)])
			if k < 0 {
				k += x.Shape[op.Axis]
			}
			if k < 0 || k >= x.Shape[op.Axis] {
				return lang.Errorf("it takes number %d of %d", k, x.Shape[op.Axis])
			}
			copy(from, slices.Concat(at.at[:op.Axis], []int{k}, at.at[op.Axis+len(inner):]))
		case graph.Expand:
			copy(from, at.at[len(at.at)-len(from):])
		case graph.Tile:
			for a, d := range x.Shape {
				from[a] = at.at[a] % d
			}
		case graph.Pad:
			outside = !inside(op, x.Shape, at.at, from)
			if outside {
				y.set(i, float64(op.With))
			}
		default:
			return lang.Errorf("%s is not computed", op)
		}
		if !outside {
			move(y, i, x, offset(x.Shape, from))
		}
	}
	return nil
}

func add(a, b []int) []int {
	out := slices.Clone(a)
	for i, v := range b {
		out[i] += v
	}
	return out
}

// inside finds the place in the input that a padded place shows, if there is one.
func inside(op graph.Pad, shape, at, from []int) bool {
	for a, d := range shape {
		p := at[a] - op.Before[a]
		if p < 0 || p >= d {
			switch op.Mode {
			case graph.PadConstant:
				return false
			case graph.PadReflect:
				if p < 0 {
					p = -p
				} else {
					p = 2*(d-1) - p
				}
			case graph.PadEdge:
				p = min(max(p, 0), d-1)
			case graph.PadWrap:
				p = (p%d + d) % d
			}
		}
		from[a] = p
	}
	return true
}
