package eval

import (
	"maps"
	"math"
	"slices"

	"mekiki/internal/onnx/graph"
)

// resize adds up, for each pixel, those of the input with their weights.
func resize(op graph.Resize, x, y *Array) {
	h, wide, oh, ow := x.Shape[2], x.Shape[3], y.Shape[2], y.Shape[3]
	rows, cols := Taps(op, 0, h, oh), Taps(op, 1, wide, ow)
	for o := range y.F {
		col, row, plane := o%ow, o/ow%oh, o/ow/oh
		for _, r := range rows[row] {
			for _, c := range cols[col] {
				y.F[o] += r.Weight * c.Weight * x.F[(plane*h+r.At)*wide+c.At]
			}
		}
	}
}

// Tap is a place of the input with its weight.
type Tap struct {
	At     int
	Weight float64
}

// Taps are those of the input's n places that make each of the m of the result, along
// one axis (0 is down), by place.
func Taps(op graph.Resize, axis, n, m int) [][]Tap {
	out := make([][]Tap, m)
	for i := range out {
		at := float64(place(op, axis, n, m, float32(i)))
		low := math.Floor(at)
		t := at - low
		w := map[int]float64{}
		put := func(k, v float64) { w[int(min(max(k, 0), float64(n-1)))] += v }
		switch op.Mode {
		case graph.ResizeNearest:
			put(nearest(op.Round, at), 1)
		case graph.ResizeLinear:
			put(low, 1-t)
			put(low+1, t)
		case graph.ResizeCubic:
			a := float64(op.Cubic)
			near := func(d float64) float64 { return ((a+2)*d-(a+3))*d*d + 1 }
			far := func(d float64) float64 { return ((a*d-5*a)*d+8*a)*d - 4*a }
			put(low-1, far(1+t))
			put(low, near(t))
			put(low+1, near(1-t))
			put(low+2, far(2-t))
		}
		for _, k := range slices.Sorted(maps.Keys(w)) {
			out[i] = append(out[i], Tap{k, w[k]})
		}
	}
	return out
}

// place is where pixel i of the result lies in the input. It is computed in float32,
// as elsewhere: which pixel is the nearest may hang on the last bit.
func place(op graph.Resize, axis, n, m int, i float32) float32 {
	scale := op.Scale[axis]
	switch op.At {
	case graph.PyTorchHalfPixel:
		if m == 1 {
			return 0
		}
	case graph.HalfPixelSymmetric:
		whole := float32(n) * scale
		return float32(n)/2*(1-float32(m)/whole) + (i+0.5)/scale - 0.5
	case graph.Asymmetric:
		return i / scale
	case graph.AlignCorners:
		if m == 1 {
			return 0
		}
		return i * float32(n-1) / float32(m-1)
	}
	return (i+0.5)/scale - 0.5
}

func nearest(r graph.Rounding, at float64) float64 {
	switch r {
	case graph.HalfUp:
		return math.Floor(at + 0.5)
	case graph.RoundDown:
		return math.Floor(at)
	case graph.RoundUp:
		return math.Ceil(at)
	}
	return math.Ceil(at - 0.5)
}
