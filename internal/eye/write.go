package eye

import (
	"mekiki/internal/lang"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// usualSide is height and width where neither the file nor a user says them.
const usualSide = 224

// SizeFor is a size of pictures at which the network can be built: as given, else 0 where
// the file says it, else 224, which assumed reports.
func (e *Eye) SizeFor(height, width int) (h, w int, assumed bool) {
	h, w = height, width
	for _, in := range e.model.Inputs {
		if len(in.Dims) == 4 && in.Dims[2].Size < 0 && h == 0 {
			h, assumed = usualSide, true
		}
		if len(in.Dims) == 4 && in.Dims[3].Size < 0 && w == 0 {
			w, assumed = usualSide, true
		}
	}
	return h, w, assumed
}

// Encode is e as an ONNX file that Open opens: cut to what its taps need, with all
// weights inside and its properties. The same eye gives the same bytes. A network that
// does not compute, or taps that are no numbers of a picture, are an error.
func (e *Eye) Encode() ([]byte, error) {
	cut, err := onnx.Cut(e.wire, e.Taps)
	if err != nil {
		return nil, err
	}
	h, w, _ := e.SizeFor(0, 0)
	m, err := onnx.From(cut)
	if err != nil {
		return nil, err
	}
	g, err := m.Graph(onnx.Options{Batch: 1, Height: h, Width: w})
	if err != nil {
		return nil, err
	}
	if len(g.Inputs) != 1 || len(g.Inputs[0].Shape) != 4 {
		return nil, lang.Errorf("the network takes %d inputs instead of one picture of the shape [N,C,H,W]", len(g.Inputs))
	}
	axes := map[*graph.Value]int{}
	for _, l := range onnx.Describe(g) {
		axes[g.Named(l.Name)] = l.Axis
	}
	for i, o := range g.Outputs {
		if o.Value.Kind != graph.Float || len(o.Value.Shape) < 2 {
			return nil, lang.Errorf("the tap %.80q is of the shape %v, %s; a tap is a map, tokens or a vector of numbers", o.Name, o.Value.Shape, o.Value.Kind)
		}
		cut.Graph.Outputs[i].Dims = openDims(o.Value.Shape, axes[o.Value])
	}
	cut.Properties = e.properties()
	return wire.Encode(cut), nil
}

// openDims are a shape whose batch and places hang on what comes in.
func openDims(shape []int, channels int) []wire.Dim {
	dims := make([]wire.Dim, len(shape))
	for a, d := range shape {
		if dims[a] = (wire.Dim{Size: -1}); a == channels {
			dims[a].Size = int64(d)
		}
	}
	dims[0].Symbol = "N"
	return dims
}
