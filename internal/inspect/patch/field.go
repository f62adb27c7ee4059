package patch

import (
	"math"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/graph"
)

// fields are what the places of a map see of the picture, down and across. The zero value
// stands for the whole picture, or for what is not known.
type fields [2]nn.Field

func (f fields) whole() bool { return f[0].Whole() || f[1].Whole() }

// fieldOf follows a value of a graph back to its picture, and says besides the largest
// stride on the way. Only operations that treat all places alike are known.
func fieldOf(g *graph.Graph, v *graph.Value) (at fields, coarsest int) {
	seen := map[*graph.Value]fields{}
	for _, in := range g.Inputs {
		seen[in] = fields{{Stride: 1, Size: 1}, {Stride: 1, Size: 1}}
	}
	for _, n := range g.Nodes {
		f := through(n, seen)
		for _, out := range n.Out {
			seen[out] = f
		}
		coarsest = max(coarsest, f[0].Stride, f[1].Stride)
	}
	return seen[v], coarsest
}

// through is the field of what a node makes.
func through(n *graph.Node, seen map[*graph.Value]fields) (f fields) {
	first := true
	for _, in := range n.In {
		of, ok := seen[in]
		switch {
		case !ok: // a constant
		case first:
			f, first = of, false
		default:
			f = union(f, of)
		}
	}
	if f.whole() {
		return fields{}
	}
	switch op := n.Op.(type) {
	case graph.Conv:
		return f.behind(op.Window)
	case graph.Pool:
		return f.behind(op.Window)
	case graph.Resize:
		return f.between(op)
	case graph.Affine, graph.Unary, graph.Binary:
		return f
	case graph.Concat:
		if op.Axis == 1 {
			return f
		}
	}
	return fields{}
}

// union sees what both see.
func union(a, b fields) fields {
	for axis, f := range b {
		if f.Whole() || f.Stride != a[axis].Stride {
			return fields{}
		}
		end := max(a[axis].First+a[axis].Size, f.First+f.Size)
		a[axis].First = min(a[axis].First, f.First)
		a[axis].Size = end - a[axis].First
	}
	return a
}

// behind is the field behind a window.
func (f fields) behind(w graph.Window) fields {
	for axis := range f {
		before, _ := w.Pad.At(axis)
		f[axis] = f[axis].Window(w.Reach(axis), w.Stride[axis], before)
	}
	return f
}

// between is the field of a map that is enlarged by a whole number: place i lies between
// two places of the small map, (i+½)/k-½ and the next.
func (f fields) between(r graph.Resize) fields {
	for axis, at := range f {
		k := int(r.Scale[axis])
		if r.Mode != graph.ResizeLinear || r.At != graph.HalfPixel || float32(k) != r.Scale[axis] || k < 1 || at.Stride%k != 0 {
			return fields{}
		}
		stride, half := float64(at.Stride), 0.5/float64(k)
		low, high := math.Floor(stride*(half-1.5)), math.Ceil(stride*(half+0.5))
		f[axis] = nn.Field{Stride: at.Stride / k, First: at.First + int(low), Size: at.Size + int(high-low)}
	}
	return f
}
