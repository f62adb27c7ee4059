package patch

import (
	"cmp"
	"math"
	"slices"

	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/run"
)

// Layer is a tap of the eye as a part of each vector.
type Layer struct {
	Tap      string
	Channels int
	// Factor is what its values are multiplied by, so that all layers weigh the same.
	Factor float32
}

// Features makes the vectors of pictures of one size. It is not changed by use.
type Features struct {
	// High and Wide are the extents of the map of places, Dim is how many numbers
	// describe one, Layer by Layer.
	High, Wide, Dim int
	Layers          []Layer

	net    *run.Net
	out    int // the output that has the vectors
	tables [][256]float32
}

// New is the features that an eye gives for pictures of so many pixels, at its taps or
// those of o. The map is that of the finest tap. factors has one a layer, in the order of
// Layers; nil is 1 for each. So many workers share the work of one picture, which changes
// no bit. Errors are in a user's words.
func New(e *eye.Eye, o eye.Options, factors []float32, workers int) (*Features, error) {
	if e.Preprocess == nil {
		return nil, lang.Errorf("the eye %s does not say how values of pictures become its input; say it with mekiki eye import, --mean and --std", e.Name)
	}
	g, err := e.Graph(o)
	if err != nil {
		return nil, err
	}
	maps, err := mapsOf(g)
	if err != nil {
		return nil, err
	}
	f := &Features{tables: e.Preprocess.Tables(), out: len(g.Outputs)}
	var list []*graph.Value
	for i, m := range maps {
		f.High, f.Wide = max(f.High, m.value.Shape[2]), max(f.Wide, m.value.Shape[3])
		f.Layers = append(f.Layers, Layer{Tap: m.name, Channels: m.value.Shape[1], Factor: 1})
		if factors != nil {
			f.Layers[i].Factor = factors[i]
		}
		f.Dim += m.value.Shape[1]
	}
	for i, m := range maps {
		v, err := f.joined(g, m.value, f.Layers[i].Factor)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	n, err := g.Add("patches", graph.Concat{Axis: 1}, list, "patches")
	if err != nil {
		return nil, err
	}
	g.Output("patches", n.Out[0])
	f.net, err = run.New(g, run.Options{Workers: workers})
	return f, err
}

// tapped is an output of the eye.
type tapped struct {
	name  string
	value *graph.Value
}

// mapsOf are the taps, which must be maps. Those of whole panels of channels come first,
// so that they can be joined without moving single numbers.
func mapsOf(g *graph.Graph) ([]tapped, error) {
	layers := map[*graph.Value]onnx.Layer{}
	for _, l := range onnx.Describe(g) {
		layers[g.Named(l.Name)] = l
	}
	var list []tapped
	for _, out := range g.Outputs {
		l, known := layers[out.Value]
		if s := out.Value.Shape; !known || len(s) != 4 || s[0] != 1 || l.Axis != 1 {
			return nil, lang.Errorf("the tap %.80q is of the shape %v; places are found in maps [1,C,H,W]", out.Name, out.Value.Shape)
		}
		list = append(list, tapped{out.Name, out.Value})
	}
	whole := func(t tapped) int { return t.value.Shape[1] % 16 }
	slices.SortStableFunc(list, func(a, b tapped) int { return cmp.Compare(min(whole(a), 1), min(whole(b), 1)) })
	return list, nil
}

// joined is a tap averaged over 3x3 places, brought to the size of the map and scaled.
func (f *Features) joined(g *graph.Graph, v *graph.Value, factor float32) (*graph.Value, error) {
	one := [2]int{1, 1}
	window := graph.Window{Kernel: [2]int{3, 3}, Stride: one, Dilation: one, Pad: graph.Pads{Top: 1, Left: 1, Bottom: 1, Right: 1}}
	n, err := g.Add("", graph.Pool{Window: window, Mean: true}, []*graph.Value{v})
	if err != nil {
		return nil, err
	}
	if h, w := v.Shape[2], v.Shape[3]; h != f.High || w != f.Wide {
		scale := [2]float32{float32(f.High) / float32(h), float32(f.Wide) / float32(w)}
		n, err = g.Add("", graph.Resize{Mode: graph.ResizeLinear, Size: [2]int{f.High, f.Wide}, Scale: scale}, n.Out)
		if err != nil {
			return nil, err
		}
	}
	if factor == 1 {
		return n.Out[0], nil
	}
	each := &graph.Tensor{Type: graph.Type{Shape: []int{v.Shape[1]}}, F: make([]float32, v.Shape[1])}
	for i := range each.F {
		each.F[i] = factor
	}
	none := &graph.Tensor{Type: each.Type, F: make([]float32, v.Shape[1])}
	n, err = g.Add("", graph.Affine{}, []*graph.Value{n.Out[0], g.Constant("", each), g.Constant("", none)})
	if err != nil {
		return nil, err
	}
	return n.Out[0], nil
}

// Places is how many vectors a picture has.
func (f *Features) Places() int { return f.High * f.Wide }

// Input is channels, height and width of the pictures.
func (f *Features) Input() (channels, height, width int) {
	s := f.net.Input()
	return s[1], s[2], s[3]
}

// Looker makes the vectors of one picture after another. One goroutine at a time may use
// it; several Lookers of one Features are independent.
type Looker struct {
	f      *Features
	runner *run.Runner
}

// Looker makes the memory for one picture. Close ends its workers.
func (f *Features) Looker() *Looker { return &Looker{f, f.net.Runner()} }

// Close ends the workers.
func (l *Looker) Close() { l.runner.Close() }

// Vectors are the vectors of a picture as panels of 16 columns: number q of place i
// stands at Data[q/16*Stride+i*16+q%16].
type Vectors struct {
	Data        []float32
	Stride      int
	Places, Dim int
}

// Look gives the vectors of a picture's values, row by row with its channels together;
// grey serves an eye of three channels. They are good until the next call. It panics
// if there are not as many values.
func (l *Looker) Look(pix []uint8) Vectors {
	l.runner.RunBytes(pix, l.f.tables)
	data, stride := l.runner.Panels(l.f.out)
	return Vectors{data, stride, l.f.Places(), l.f.Dim}
}

// Rows writes vectors row-major to dst, one place behind the other. It panics if dst is
// too short.
func (v Vectors) Rows(dst []float32) {
	for q := 0; q < v.Dim; q += 16 {
		n := min(16, v.Dim-q)
		panel := v.Data[q/16*v.Stride:]
		for i := range v.Places {
			copy(dst[i*v.Dim+q:][:n], panel[i*16:])
		}
	}
}

// Lengths are the mean lengths of the vectors of each layer over all places.
func (v Vectors) Lengths(layers []Layer) []float64 {
	means := make([]float64, len(layers))
	from := 0
	for l, layer := range layers {
		for i := range v.Places {
			sum := 0.0
			for q := from; q < from+layer.Channels; q++ {
				x := float64(v.Data[q/16*v.Stride+i*16+q%16])
				sum += float64(x * x)
			}
			means[l] += math.Sqrt(sum) / float64(v.Places)
		}
		from += layer.Channels
	}
	return means
}
