package onnx

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

func readReshape(n *node) {
	x := n.data(0)
	shape, _ := n.ints("shape", 1)
	zero := n.bool("allowzero")
	out := slices.Clone(shape)
	rest, open := 1, -1
	for i, d := range out {
		switch {
		case d == 0 && !zero:
			if i >= len(x.Shape) {
				n.fail("its shape %v does not fit %v", shape, x.Shape)
				return
			}
			out[i] = x.Shape[i]
		case d == -1 && open < 0:
			open = i
			continue
		case d < 0:
			n.fail("its shape %v makes no sense", shape)
			return
		}
		if rest *= out[i]; rest > maxValue || out[i] > maxValue {
			n.err = errTooLarge
			return
		}
	}
	if open >= 0 {
		if rest == 0 || x.Len()%rest != 0 {
			n.fail("it makes %v of %v, which does not come out even; the network may be fixed to one size of picture or batch", shape, x.Shape)
			return
		}
		out[open] = x.Len() / rest
	}
	n.reshape(x, out)
}

// reshape is the node's result, if its shape is another.
func (n *node) reshape(x *graph.Value, shape []int) {
	if slices.Equal(x.Shape, shape) {
		n.same(x)
		return
	}
	n.emit(graph.Reshape{Shape: shape}, x)
}

func readFlatten(n *node) {
	x := n.data(0)
	axis := n.int("axis", 1)
	if axis < 0 {
		axis += len(x.Shape)
	}
	if axis < 0 || axis > len(x.Shape) {
		n.fail("it works on axis %d of %d", axis, len(x.Shape))
		return
	}
	n.reshape(x, []int{graph.Type{Shape: x.Shape[:axis]}.Len(), graph.Type{Shape: x.Shape[axis:]}.Len()})
}

func readSqueeze(n *node) {
	x := n.data(0)
	axes, given := n.ints("axes", 1)
	drop := map[int]bool{}
	for _, a := range axes {
		drop[n.axis(a, len(x.Shape))] = true
	}
	out := []int{}
	for a, d := range x.Shape {
		switch {
		case drop[a] && d != 1:
			n.fail("it drops axis %d of the shape %v, which is not 1", a, x.Shape)
		case drop[a] || !given && d == 1:
		default:
			out = append(out, d)
		}
	}
	n.reshape(x, out)
}

func readUnsqueeze(n *node) {
	x := n.data(0)
	axes, _ := n.ints("axes", 1)
	rank := len(x.Shape) + len(axes)
	added := map[int]bool{}
	for _, a := range axes {
		added[n.axis(a, rank)] = true
	}
	if len(added) != len(axes) {
		n.fail("its axes %v make no sense", axes)
		return
	}
	out := []int{}
	rest := x.Shape
	for a := range rank {
		if added[a] {
			out = append(out, 1)
		} else {
			out, rest = append(out, rest[0]), rest[1:]
		}
	}
	n.reshape(x, out)
}

func readTranspose(n *node) {
	x := n.data(0)
	perm, given := n.ints("perm", -1)
	if !given {
		for a := range x.Shape {
			perm = append(perm, len(x.Shape)-1-a)
		}
	}
	n.emit(graph.Transpose{Perm: perm}, x)
}

func readConcat(n *node) {
	var in []*graph.Value
	for i := range max(1, len(n.in)) {
		in = append(in, n.data(i))
	}
	op := graph.Concat{Axis: n.axis(n.int("axis", 1), len(in[0].Shape))}
	if len(in) == 1 {
		n.same(in[0])
		return
	}
	n.emit(op, in...)
}

func readExpand(n *node) {
	x := n.data(0)
	shape, _ := n.ints("shape", 1)
	for _, d := range shape {
		if d < 0 || d > maxValue {
			n.fail("its shape %v makes no sense", shape)
			return
		}
	}
	if s, err := graph.Broadcast(x.Shape, shape); err == nil && slices.Equal(s, x.Shape) {
		n.same(x)
		return
	}
	n.emit(graph.Expand{Shape: shape}, x)
}

func readTile(n *node) {
	times, _ := n.ints("repeats", 1)
	for _, t := range times {
		if t > maxWindow {
			n.err = errTooLarge
			return
		}
	}
	n.emit(graph.Tile{Times: times}, n.data(0))
}
