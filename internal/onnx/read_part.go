package onnx

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

// readSplit has its sizes as an attribute, later as an input, or a number of equal
// parts, of which the last may be smaller.
func readSplit(n *node) {
	x := n.data(0)
	op := graph.Split{Axis: n.axis(n.int("axis", 0), len(x.Shape))}
	parts := n.int("num_outputs", len(n.Outputs))
	sizes, given := n.ints("split", 1)
	op.Sizes = sizes
	if !given {
		if parts < 1 || parts != len(n.Outputs) || len(x.Shape) == 0 {
			n.fail("it makes %d parts of the shape %v for %d results", parts, x.Shape, len(n.Outputs))
			return
		}
		each := (x.Shape[op.Axis] + parts - 1) / parts
		for left := x.Shape[op.Axis]; len(op.Sizes) < parts; left -= each {
			op.Sizes = append(op.Sizes, max(0, min(each, left)))
		}
	}
	if len(op.Sizes) != len(n.Outputs) {
		n.fail("it cuts into %d parts, the file takes %d", len(op.Sizes), len(n.Outputs))
	}
	n.put(op, []*graph.Value{x}, n.Outputs)
}

// readSlice has its bounds as attributes until opset 9, then as inputs.
func readSlice(n *node) {
	x := n.data(0)
	starts, _ := n.ints("starts", 1)
	ends, _ := n.ints("ends", 2)
	axes, given := n.ints("axes", 3)
	steps, stepped := n.ints("steps", 4)
	if len(ends) != len(starts) || given && len(axes) != len(starts) || stepped && len(steps) != len(starts) || len(starts) > len(x.Shape) {
		n.fail("its starts, ends, axes and steps are not equally many")
		return
	}
	op := graph.Slice{}
	for _, d := range x.Shape {
		op.Start, op.Step, op.Count = append(op.Start, 0), append(op.Step, 1), append(op.Count, d)
	}
	for i := range starts {
		a, step := i, 1
		if given {
			a = n.axis(axes[i], len(x.Shape))
		}
		if stepped {
			step = steps[i]
		}
		if step == 0 || n.err != nil {
			n.fail("a step is 0")
			return
		}
		op.Start[a], op.Step[a], op.Count[a] = bounds(starts[i], ends[i], step, x.Shape[a])
	}
	if slices.Equal(op.Count, x.Shape) && slices.Max(append([]int{0}, op.Start...)) == 0 {
		n.same(x)
		return
	}
	n.emit(op, x)
}

// bounds are Python's rules for [start:end:step] of n elements.
func bounds(start, end, step, n int) (first, by, count int) {
	low, high := 0, n
	if step < 0 {
		low, high = -1, n-1
	}
	clamp := func(v int) int {
		if v < 0 {
			v += n
		}
		return min(max(v, low), high)
	}
	start, end = clamp(start), clamp(end)
	if step > 0 {
		count = (end - start + step - 1) / step
	} else {
		count = (end - start + step + 1) / step
	}
	if count <= 0 {
		return 0, 1, 0
	}
	return start, step, count
}

func readGather(n *node) {
	op := graph.Gather{Axis: n.axis(n.int("axis", 0), len(n.data(0).Shape))}
	x, at := n.data(0), n.data(1)
	// One of them alone is a slice, which is simpler to follow.
	if at.Const == nil || at.Kind != graph.Int || len(at.Shape) != 0 || n.err != nil || x.Const != nil {
		n.emit(op, x, at)
		return
	}
	if _, err := op.Infer([]*graph.Value{x, at}); err != nil {
		n.err = err
		return
	}
	k := int(at.Const.I[0])
	if k < 0 {
		k += x.Shape[op.Axis]
	}
	s := graph.Slice{Start: make([]int, len(x.Shape)), Step: slices.Repeat([]int{1}, len(x.Shape)), Count: slices.Clone(x.Shape)}
	s.Start[op.Axis], s.Count[op.Axis] = k, 1
	n.emit(graph.Reshape{Shape: slices.Delete(slices.Clone(x.Shape), op.Axis, op.Axis+1)}, n.then(s, x))
}

// readPad has its pads as attributes until opset 10, then as inputs.
func readPad(n *node) {
	x := n.data(0)
	op := graph.Pad{Before: make([]int, len(x.Shape)), After: make([]int, len(x.Shape))}
	modes := map[string]graph.PadMode{"constant": graph.PadConstant, "reflect": graph.PadReflect, "edge": graph.PadEdge, "wrap": graph.PadWrap}
	mode, known := modes[n.text("mode", "constant")]
	if !known {
		n.fail("its mode is not known")
	}
	op.Mode = mode
	pads, _ := n.ints("pads", 1)
	op.With = n.number("value", 2, 0)
	axes, given := n.ints("axes", 3)
	if !given {
		for a := range x.Shape {
			axes = append(axes, a)
		}
	}
	if len(pads) != 2*len(axes) {
		n.fail("its %d pads do not fit %d axes", len(pads), len(axes))
		return
	}
	for i, a := range axes {
		a = n.axis(a, len(x.Shape))
		if n.err != nil || max(pads[i], -pads[i], pads[i+len(axes)], -pads[i+len(axes)]) > maxWindow {
			n.fail("its pads %v make no sense", pads)
			return
		}
		op.Before[a], op.After[a] = pads[i], pads[i+len(axes)]
	}
	if !slices.ContainsFunc(pads, func(p int) bool { return p != 0 }) {
		n.same(x)
		return
	}
	n.emit(op, x)
}
