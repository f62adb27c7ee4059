package eye

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/run"
)

// Net is an eye for pictures of one size. It is not changed by use.
type Net struct {
	// Height, Width and Channels are those of the pictures.
	Height, Width, Channels int
	// Taps are what it gives for a picture.
	Taps []Tap

	net    *run.Net
	tables [][256]float32
}

// Tap is a value that a net gives.
type Tap struct {
	Name string
	// Shape is that of one picture: for a map channels, height, width; for tokens, rows
	// of channels.
	Shape []int
	// Channels is how many numbers describe a place, and Axis where they stand in Shape.
	Channels, Axis int
	// Stride is how many pixels lie between neighbouring places; 0 where a place sees all.
	Stride float64
}

// Net is e for pictures of one size and the given taps; nil are the eye's own. So many
// workers share the work of one picture, which changes no bit. Errors are in a user's
// words.
func (e *Eye) Net(o Options, workers int) (*Net, error) {
	if e.Preprocess == nil {
		return nil, lang.Errorf("it does not say how values of pictures become its input; say it with mekiki eye import, --mean and --std")
	}
	o.Batch = 1
	g, err := e.Graph(o)
	if err != nil {
		return nil, err
	}
	if err := looksAtPictures(g); err != nil {
		return nil, err
	}
	in := g.Inputs[0].Shape
	n := &Net{Height: in[2], Width: in[3], Channels: in[1], tables: e.Preprocess.Tables()}
	layers := map[*graph.Value]onnx.Layer{}
	for _, l := range onnx.Describe(g) {
		layers[g.Named(l.Name)] = l
	}
	for _, out := range g.Outputs {
		l, known := layers[out.Value]
		if !known || out.Value.Kind != graph.Float || l.Axis < 1 || out.Value.Shape[0] != 1 {
			return nil, lang.Errorf("the tap %.80q is of the shape %v, %s; a tap is a map, tokens or a vector of numbers", out.Name, out.Value.Shape, out.Value.Kind)
		}
		n.Taps = append(n.Taps, Tap{Name: out.Name, Shape: slices.Clone(out.Value.Shape[1:]), Channels: l.Channels, Axis: l.Axis - 1, Stride: l.Stride})
	}
	n.net, err = run.New(g, run.Options{Workers: workers})
	return n, err
}

// looksAtPictures refuses a network that wants something else than a picture.
func looksAtPictures(g *graph.Graph) error {
	if len(g.Inputs) != 1 {
		return lang.Errorf("the network takes %d inputs instead of one picture of the shape [N,C,H,W]", len(g.Inputs))
	}
	in := g.Inputs[0]
	if len(in.Shape) != 4 || in.Kind != graph.Float {
		return lang.Errorf("the network takes %s of the shape %v instead of a picture of the shape [N,C,H,W]", in.Kind, in.Shape)
	}
	if in.Shape[0] != 1 || in.Shape[1] != 1 && in.Shape[1] != 3 {
		return lang.Errorf("the network takes pictures of the shape %v; one picture of 1 or 3 channels is given at a time", in.Shape)
	}
	return nil
}

// Looker looks at one picture after another. One goroutine at a time may use it; several
// Lookers of one Net are independent.
type Looker struct {
	net    *Net
	runner *run.Runner
	maps   [][]float32
}

// Looker makes the memory for one picture. Close ends its workers.
func (n *Net) Looker() *Looker {
	l := &Looker{net: n, runner: n.net.Runner()}
	for i := range n.Taps {
		l.maps = append(l.maps, make([]float32, graph.Type{Shape: n.net.Shape(i)}.Len()))
	}
	return l
}

// Close ends the workers.
func (l *Looker) Close() { l.runner.Close() }

// Look gives the values of each tap, row-major in its Shape, for a picture's values: row
// by row, with its channels together. They are good until the next call. It panics if
// there are not Height*Width*Channels values.
func (l *Looker) Look(pix []uint8) [][]float32 {
	l.runner.RunBytes(pix, l.net.tables)
	for i, m := range l.maps {
		l.runner.Values(m, i)
	}
	return l.maps
}

// Memory is how many bytes a Looker takes.
func (n *Net) Memory() int64 { return n.net.Memory() }

// Measure looks so often at a picture and gives the shortest time of each step.
func (l *Looker) Measure(pix []uint8, times int) []run.StepTime {
	return l.runner.Measure(times, func() { l.runner.RunBytes(pix, l.net.tables) })
}

// Dim is how many numbers Mean gives.
func (n *Net) Dim() int {
	sum := 0
	for _, t := range n.Taps {
		sum += t.Channels
	}
	return sum
}

// Mean writes one vector for a picture to dst: the mean of each channel of each tap over
// its places, one tap behind the other. maps is what Look gave. The sums are in float64,
// place by place.
func (n *Net) Mean(dst []float32, maps [][]float32) {
	for i, t := range n.Taps {
		t.mean(dst, maps[i])
		dst = dst[t.Channels:]
	}
}

// mean writes the mean of each channel of a tap.
func (t Tap) mean(dst, values []float32) {
	before, after := 1, 1
	for a, d := range t.Shape {
		switch {
		case a < t.Axis:
			before *= d
		case a > t.Axis:
			after *= d
		}
	}
	for c := range t.Channels {
		sum := 0.0
		for b := range before {
			for _, v := range values[(b*t.Channels+c)*after:][:after] {
				sum += float64(v)
			}
		}
		dst[c] = float32(sum / float64(before*after))
	}
}
