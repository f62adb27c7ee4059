package onnx

import (
	"fmt"

	"mekiki/internal/lang"
	"mekiki/internal/onnx/graph"
)

// at is the input's type for the given options.
func (in Input) at(o Options) (graph.Type, error) {
	t := graph.Type{Kind: in.Kind, Shape: []int{}}
	if len(in.Dims) > 4 {
		return t, lang.Errorf("its input %.80q has %d dimensions; pictures have 4: batch, channels, height, width", in.Name, len(in.Dims))
	}
	given := []int{o.Batch, 0, o.Height, o.Width}
	for i, d := range in.Dims {
		size := d.Size
		if (i == 0 || len(in.Dims) == 4) && given[i] > 0 {
			size = given[i]
		}
		if size < 0 && i == 0 {
			size = 1
		}
		if size < 0 {
			return t, lang.Errorf("its input %.80q leaves open how large axis %d (%s) is; give height and width of the pictures, or export it with fixed channels", in.Name, i, d)
		}
		t.Shape = append(t.Shape, size)
	}
	if !fits(t.Shape) {
		return t, lang.Errorf("its input %.80q of the shape %v is too large", in.Name, t.Shape)
	}
	return t, nil
}

// String is the extent, or the name of an open one.
func (d Dim) String() string {
	switch {
	case d.Size >= 0:
		return fmt.Sprint(d.Size)
	case d.Symbol == "":
		return "?"
	}
	return d.Symbol
}

// fits reports whether a shape makes sense and has at most maxValue elements.
func fits(shape []int) bool {
	n := 1
	for _, d := range shape {
		if d < 0 || d > 0 && n > maxValue/d {
			return false
		}
		n *= max(1, d) // an axis of 0 must not hide others
	}
	return true
}
