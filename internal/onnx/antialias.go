package onnx

import (
	"math"

	"mekiki/internal/onnx/graph"
)

// softly resizes a constant with a filter that grows with what is left out, as Pillow,
// PyTorch and ONNX Runtime have it (antialias): pixel i of m takes those of n around
// (i+½)n/m with the weights of the stretched filter, which are made to add up to 1.
// Outside of the picture the edge is repeated, unless inside: then nothing there counts,
// as in Pillow and PyTorch. ok is false for what is not read.
func softly(op graph.Resize, x *graph.Tensor, inside bool) (y *graph.Tensor, ok bool) {
	if op.Mode == graph.ResizeNearest || op.At != graph.HalfPixel || x.Kind != graph.Float || min(op.Size[0], op.Size[1], x.Shape[2], x.Shape[3]) < 1 {
		return nil, false
	}
	planes, h, w := x.Shape[0]*x.Shape[1], x.Shape[2], x.Shape[3]
	rows, cols := softWeights(op, 0, h, inside), softWeights(op, 1, w, inside)
	y = &graph.Tensor{Type: graph.Type{Shape: []int{x.Shape[0], x.Shape[1], len(rows), len(cols)}}}
	y.F = make([]float32, 0, y.Len())
	across := make([]float64, h*len(cols))
	for p := range planes {
		for r := range h {
			line := x.F[(p*h+r)*w:][:w]
			for c, f := range cols {
				across[r*len(cols)+c] = f.sum(func(i int) float64 { return float64(line[i]) })
			}
		}
		for _, f := range rows {
			for c := range cols {
				y.F = append(y.F, float32(f.sum(func(i int) float64 { return across[i*len(cols)+c] })))
			}
		}
	}
	return y, true
}

// softFilter are weights of neighbouring places.
type softFilter struct {
	first   int
	weights []float64
}

func (f softFilter) sum(at func(int) float64) float64 {
	s := 0.0
	for i, w := range f.weights {
		s += w * at(f.first+i)
	}
	return s
}

// softWeights are those of each pixel of the result, on one axis of n.
func softWeights(op graph.Resize, axis, n int, inside bool) []softFilter {
	m := op.Size[axis]
	step := 1 / float64(op.Scale[axis])
	stretch := max(1, step)
	reach := stretch
	if op.Mode == graph.ResizeCubic {
		reach = 2 * stretch
	}
	list := make([]softFilter, m)
	for i := range list {
		center := step * (float64(i) + 0.5)
		from, to := int(math.Floor(center-reach+0.5)), int(math.Floor(center+reach+0.5))
		first, end := min(max(0, from), n-1), min(max(to, 1), n)
		f, sum := softFilter{first, make([]float64, end-first)}, 0.0
		for j := from; j < to; j++ {
			if inside && (j < 0 || j >= n) {
				continue
			}
			v := soft(op, (float64(j)-center+0.5)/stretch)
			f.weights[min(max(j, first), end-1)-first] += v
			sum += v
		}
		for j := range f.weights {
			f.weights[j] /= sum
		}
		list[i] = f
	}
	return list
}

// soft is the filter: a triangle, or Keys's cubic (1981).
func soft(op graph.Resize, d float64) float64 {
	d = math.Abs(d)
	a := float64(op.Cubic)
	switch {
	case op.Mode == graph.ResizeLinear:
		return max(0, 1-d)
	case d < 1:
		return ((a+2)*d-(a+3))*d*d + 1
	case d < 2:
		return ((a*d-5*a)*d+8*a)*d - 4*a
	}
	return 0
}
