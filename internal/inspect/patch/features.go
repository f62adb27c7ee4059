package patch

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"mekiki/internal/eye"
	"mekiki/internal/kernel"
	"mekiki/internal/lang"
	"mekiki/internal/nn"
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

	net           *run.Net // for a tile
	out           int      // the output that has the vectors
	preprocess    nn.Preprocess
	tables        [][256]float32 // of preprocess
	light         *Light         // that pictures are brought to; nil: as they are
	height, width int            // of the pictures
	coarse        [2]int         // height and width of the coarsest map
	tiles         tiling
}

// New is the features that an eye gives for pictures of so many pixels, at its taps or
// those of o. The map is that of the finest tap. factors has one a layer, in the order of
// Layers; nil is 1 for each. So many workers share the work of one picture, which changes
// no bit. Errors are in a user's words.
//
// Pictures of more than 2^21 pixels are looked at in tiles, which changes no bit and bounds
// the memory (Memory), unless places of the eye see the whole picture.
func New(e *eye.Eye, o eye.Options, factors []float32, workers int) (*Features, error) {
	return newFeatures(e, o, factors, workers, tilePixels)
}

// newFeatures is New with tiles of at most so many pixels, where they can be so small.
func newFeatures(e *eye.Eye, o eye.Options, factors []float32, workers, most int) (*Features, error) {
	if e.Preprocess == nil {
		return nil, lang.Errorf("the eye %s does not say how values of pictures become its input; say it with mekiki eye import, --mean and --std", e.Name)
	}
	f := &Features{preprocess: *e.Preprocess, tables: e.Preprocess.Tables()}
	g, err := f.graph(e, o, factors)
	if err != nil {
		return nil, err
	}
	of, coarsest := f.fields(g)
	if of.whole() && f.height*f.width > most {
		if err := evenly(e, o, f.height, f.width, coarsest); err != nil {
			return nil, err
		}
	}
	f.tiles = tilingOf(f.height, f.width, of, coarsest, most)
	if f.tiles.rows != nil {
		o.Height, o.Width = f.tiles.high, f.tiles.wide
		if g, err = (&Features{}).graph(e, o, factors); err != nil {
			return nil, err
		}
	}
	f.out = len(g.Outputs) - 1
	f.net, err = run.New(g, run.Options{Workers: workers})
	return f, err
}

// fields are what places see, and the coarsest stride of the eye.
func (f *Features) fields(g *graph.Graph) (fields, int) {
	of, coarsest := fieldOf(g, g.Named(patches))
	if f.High*of[0].Stride != f.height || f.Wide*of[1].Stride != f.width {
		return fields{}, coarsest
	}
	return of, coarsest
}

// evenly refuses a large picture that could be cut into tiles if its sides were multiples of
// the eye's strides.
func evenly(e *eye.Eye, o eye.Options, height, width, coarsest int) error {
	o.Height, o.Width = height/coarsest*coarsest, width/coarsest*coarsest
	even := &Features{}
	g, err := even.graph(e, o, nil)
	if err != nil {
		return err
	}
	if of, _ := even.fields(g); of.whole() {
		return nil
	}
	return lang.Errorf("pictures of %d x %d are looked at in tiles, for which height and width must be multiples of %d: take %d x %d", height, width, coarsest, o.Height, o.Width)
}

// patches is the output that has the vectors.
const patches = "patches"

// graph is the eye with the vectors as its last output, and sets what is known of them.
func (f *Features) graph(e *eye.Eye, o eye.Options, factors []float32) (*graph.Graph, error) {
	g, err := e.Graph(o)
	if err != nil {
		return nil, err
	}
	maps, err := mapsOf(g)
	if err != nil {
		return nil, err
	}
	for i, m := range maps {
		f.High, f.Wide = max(f.High, m.value.Shape[2]), max(f.Wide, m.value.Shape[3])
		f.Layers = append(f.Layers, Layer{Tap: m.name, Channels: m.value.Shape[1], Factor: 1})
		f.coarse[0], f.coarse[1] = least(f.coarse[0], m.value.Shape[2]), least(f.coarse[1], m.value.Shape[3])
		if factors != nil {
			f.Layers[i].Factor = factors[i]
		}
		f.Dim += m.value.Shape[1]
	}
	in := g.Inputs[0].Shape
	f.height, f.width = in[2], in[3]
	var list []*graph.Value
	for i, m := range maps {
		v, err := f.joined(g, m.value, f.Layers[i].Factor)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	n, err := g.Add(patches, graph.Concat{Axis: 1}, list, patches)
	if err != nil {
		return nil, err
	}
	g.Output(patches, n.Out[0])
	return g, nil
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

// Memory is how many bytes a Looker takes: what the net keeps of a tile, the tile's pixels,
// and the vectors of all places.
func (f *Features) Memory() int64 {
	bytes := f.net.Memory()
	if f.tiles.rows != nil {
		in := f.net.Input()
		bytes += int64(in[1]*in[2]*in[3]) + 4*int64(f.panels()*f.Places()*kernel.Lane)
	}
	return bytes
}

// panels is how many panels of columns the vectors take.
func (f *Features) panels() int { return kernel.Pad(f.Dim) / kernel.Lane }

// Looker makes the vectors of one picture after another. One goroutine at a time may use
// it; several Lookers of one Features are independent.
type Looker struct {
	f      *Features
	runner *run.Runner
	tile   []uint8   // its pixels
	data   []float32 // the vectors of all tiles, as panels
	tables [][256]float32
}

// Looker makes the memory for one picture. Close ends its workers.
func (f *Features) Looker() *Looker {
	l := &Looker{f: f, runner: f.net.Runner(), tables: f.preprocess.Tables()}
	if f.tiles.rows != nil {
		l.data = make([]float32, f.panels()*f.Places()*kernel.Lane)
	}
	return l
}

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
	if l.f.light == nil {
		return l.LookIn(pix, Light{})
	}
	return l.LookIn(pix, LightOf(pix))
}

// LookIn is Look at a picture whose light is known: of one that is cut or turned, that of the whole.
func (l *Looker) LookIn(pix []uint8, light Light) Vectors {
	f, tables := l.f, l.lit(light)
	if f.tiles.rows == nil {
		l.runner.RunBytes(pix, tables)
		data, stride := l.runner.Panels(f.out)
		return Vectors{data, stride, f.Places(), f.Dim}
	}
	channels := len(pix) / (f.height * f.width)
	if len(pix) != channels*f.height*f.width {
		panic(fmt.Sprintf("patch: %d values for a picture of %d x %d", len(pix), f.height, f.width))
	}
	if len(l.tile) != channels*f.tiles.high*f.tiles.wide {
		l.tile = make([]uint8, channels*f.tiles.high*f.tiles.wide)
	}
	for _, down := range f.tiles.rows {
		for _, across := range f.tiles.cols {
			f.tiles.part(l.tile, pix, f.width, down.At, across.At)
			l.runner.RunBytes(l.tile, tables)
			l.take(down, across)
		}
	}
	return Vectors{l.data, f.Places() * kernel.Lane, f.Places(), f.Dim}
}

// take copies the places of a tile that was looked at.
func (l *Looker) take(down, across nn.Span) {
	f, t := l.f, l.f.tiles
	src, stride := l.runner.Panels(f.out)
	from, to := across.From*t.unit/t.stride, across.To*t.unit/t.stride
	for q := range f.panels() {
		for y := down.From * t.unit / t.stride; y < down.To*t.unit/t.stride; y++ {
			at := (y-down.At/t.stride)*(t.wide/t.stride) + from - across.At/t.stride
			dst := l.data[(q*f.Places()+y*f.Wide+from)*kernel.Lane:]
			copy(dst[:(to-from)*kernel.Lane], src[q*stride+at*kernel.Lane:])
		}
	}
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
