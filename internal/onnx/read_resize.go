package onnx

import (
	"math"

	"mekiki/internal/onnx/graph"
)

var (
	resizeModes = map[string]graph.ResizeMode{"nearest": graph.ResizeNearest, "linear": graph.ResizeLinear, "cubic": graph.ResizeCubic}
	coordinates = map[string]graph.Coordinate{"half_pixel": graph.HalfPixel, "pytorch_half_pixel": graph.PyTorchHalfPixel, "half_pixel_symmetric": graph.HalfPixelSymmetric, "asymmetric": graph.Asymmetric, "align_corners": graph.AlignCorners}
	roundings   = map[string]graph.Rounding{"round_prefer_floor": graph.HalfDown, "round_prefer_ceil": graph.HalfUp, "floor": graph.RoundDown, "ceil": graph.RoundUp}
)

// choice is the meaning of a text attribute.
func choice[T any](n *node, name, without string, known map[string]T) T {
	text := n.text(name, without)
	v, ok := known[text]
	if !ok {
		n.fail("its %s %.80q is not known", name, text)
	}
	return v
}

// readResize takes scales or sizes of all axes, or since opset 18 of some.
func readResize(n *node) {
	x := n.data(0)
	op := graph.Resize{Mode: choice(n, "mode", "nearest", resizeModes), Cubic: n.float("cubic_coeff_a", -0.75)}
	roi, at := 2, 3
	if n.opset() < 11 { // inputs x, scales; no other settings
		op.At, op.Round, roi, at = graph.Asymmetric, graph.RoundDown, 1, 99
	} else {
		op.At = choice(n, "coordinate_transformation_mode", "half_pixel", coordinates)
		op.Round = choice(n, "nearest_mode", "round_prefer_floor", roundings)
	}
	n.float("extrapolation_value", 0) // of a mode that is not read
	choice(n, "keep_aspect_ratio_policy", "stretch", map[string]int{"stretch": 0})
	soft := n.bool("antialias")
	inside := n.bool("exclude_outside") && (op.Mode == graph.ResizeCubic || soft)
	axes, given := n.ints("axes", -1)
	if !given {
		axes = []int{0, 1, 2, 3}
	}
	sizes, sized := n.ints("", at)
	op = n.resized(op, x, axes, n.scales(roi), sizes, sized)
	switch {
	case n.err != nil || !soft && !inside || resizesNothing(op, x):
		n.resize(op, x)
		return
	case soft && x.Const != nil && fits([]int{x.Shape[0], x.Shape[1], max(op.Size[0], x.Shape[2]), op.Size[1]}):
		if !n.spend(graph.Type{Shape: []int{x.Shape[0], x.Shape[1], op.Size[0], op.Size[1]}}) {
			return
		}
		if y, ok := softly(op, x.Const, inside); ok {
			n.hold(y)
			return
		}
	}
	n.fail("its antialias or exclude_outside is not read; export the network for one size of picture")
}

// readUpsample reads what Resize was called until opset 9.
func readUpsample(n *node) {
	op := graph.Resize{Mode: choice(n, "mode", "nearest", map[string]graph.ResizeMode{"nearest": graph.ResizeNearest, "linear": graph.ResizeLinear, "bilinear": graph.ResizeLinear}), At: graph.Asymmetric, Round: graph.RoundDown}
	x := n.data(0)
	n.resize(n.resized(op, x, []int{0, 1, 2, 3}, n.scales(1), nil, false), x)
}

// scales are those of an attribute or of a constant input.
func (n *node) scales(i int) []float32 {
	n.asked["scales"] = true
	for _, a := range n.Attrs {
		if a.Name == "scales" {
			return a.Floats
		}
	}
	if v := n.opt(i); v != nil {
		return n.constant(v, "scales").F
	}
	return nil
}

// resized is op with its size and scale.
func (n *node) resized(op graph.Resize, x *graph.Value, axes []int, scales []float32, sizes []int, sized bool) graph.Resize {
	if len(x.Shape) != 4 || !sized && len(scales) != len(axes) || sized && len(sizes) != len(axes) {
		n.fail("its scales or sizes do not fit the shape %v", x.Shape)
		return op
	}
	op.Size, op.Scale = [2]int{x.Shape[2], x.Shape[3]}, [2]float32{1, 1}
	for i, a := range axes {
		a = n.axis(a, 4)
		var size int
		var scale float32
		if sized {
			size = sizes[i]
			scale = float32(size) / float32(x.Shape[a])
		} else {
			scale = scales[i]
			size = int(min(math.Floor(float64(float32(x.Shape[a])*scale)), maxWindow))
		}
		switch {
		case a < 2 && size != x.Shape[a]:
			n.fail("it changes axis %d, only height and width can be", a)
		case a >= 2:
			if !(scale > 0) || size > maxWindow {
				n.fail("its scales or sizes make no sense")
				return op
			}
			op.Size[a-2], op.Scale[a-2] = size, scale
		}
	}
	return op
}

// resize is the node's result.
func (n *node) resize(op graph.Resize, x *graph.Value) {
	if n.err == nil && resizesNothing(op, x) {
		n.same(x)
		return
	}
	n.emit(op, x)
}

func resizesNothing(op graph.Resize, x *graph.Value) bool {
	return op.Scale == [2]float32{1, 1} && op.Size == [2]int{x.Shape[2], x.Shape[3]}
}
