package run

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
)

// draft builds a graph for a test.
type draft struct {
	t   testing.TB
	g   *graph.Graph
	rng *rand.Rand
	n   int
}

// begin is a graph with a picture.
func begin(t testing.TB, seed uint64, shape ...int) (*draft, *graph.Value) {
	d := &draft{t: t, g: graph.New(), rng: rand.New(rand.NewPCG(seed, 1))}
	return d, d.g.Input("x", graph.Type{Shape: shape})
}

// weights are drawn, so that sums of some hundred stay near one.
func (d *draft) weights(shape ...int) *graph.Value {
	t := &graph.Tensor{Type: graph.Type{Shape: shape}}
	t.F = make([]float32, t.Len())
	for i := range t.F {
		t.F[i] = float32(d.rng.NormFloat64() / math.Sqrt(float64(max(1, t.Len()/shape[0]))))
	}
	d.n++
	return d.g.Constant(fmt.Sprint("w", d.n), t)
}

func (d *draft) whole(values ...int64) *graph.Value {
	d.n++
	return d.g.Constant(fmt.Sprint("i", d.n), &graph.Tensor{Type: graph.Type{Kind: graph.Int, Shape: []int{len(values)}}, I: values})
}

// add appends a node.
func (d *draft) add(op graph.Op, in ...*graph.Value) *graph.Value {
	d.t.Helper()
	d.n++
	n, err := d.g.Add(fmt.Sprint("n", d.n), op, in, fmt.Sprint("v", d.n))
	if err != nil {
		d.t.Fatal(err)
	}
	return n.Out[0]
}

func window(k, stride, dilation int, pad ...int) graph.Window {
	w := graph.Window{Kernel: [2]int{k, k}, Stride: [2]int{stride, stride}, Dilation: [2]int{dilation, dilation}}
	if len(pad) == 1 {
		pad = []int{pad[0], pad[0], pad[0], pad[0]}
	}
	if len(pad) == 4 {
		w.Pad = graph.Pads{Top: pad[0], Left: pad[1], Bottom: pad[2], Right: pad[3]}
	}
	return w
}

// conv is a convolution to n channels with a bias.
func (d *draft) conv(x *graph.Value, n int, w graph.Window, groups int, act graph.ActKind) *graph.Value {
	return d.add(graph.Conv{Window: w, Group: groups, Act: graph.Act{Kind: act}}, x, d.weights(n, x.Shape[1]/groups, w.Kernel[0], w.Kernel[1]), d.weights(n))
}

// check holds what a Net computes to what plain loops in float64 compute, and the
// bits to those of other numbers of workers and of a second picture in the same memory.
func (d *draft) check(tolerance float64, steps string, outputs ...*graph.Value) {
	d.t.Helper()
	for i, v := range outputs {
		d.g.Output(fmt.Sprint("o", i), v)
	}
	in := eval.Zeros(d.g.Inputs[0].Type)
	x := make([]float32, in.Len())
	for i := range x {
		x[i] = float32(d.rng.NormFloat64())
		in.F[i] = float64(x[i])
	}
	want := map[*graph.Value]*eval.Array{d.g.Inputs[0]: in}
	if err := eval.Graph(d.g, []*eval.Array{in}, func(v *graph.Value, a *eval.Array) { want[v] = a }); err != nil {
		d.t.Fatal(err)
	}
	var first [][]float32
	for _, workers := range []int{1, 2, 3, 7} {
		net, err := New(d.g, Options{Workers: workers})
		if err != nil {
			d.t.Fatal(err)
		}
		r := net.Runner()
		defer r.Close()
		other := slices.Clone(x)
		slices.Reverse(other)
		for i := range r.memory {
			r.memory[i] = float32(math.NaN()) // nothing may be read that was not written
		}
		for _, s := range r.scratch {
			for i := range s {
				s[i] = float32(math.NaN())
			}
		}
		r.Run(other)
		r.Run(x)
		for i, v := range outputs {
			got := make([]float32, v.Len())
			r.Values(got, i)
			if !slices.Equal(net.Shape(i), v.Shape) {
				d.t.Fatalf("output %d is %v, not %v", i, net.Shape(i), v.Shape)
			}
			if workers == 1 {
				first = append(first, got)
				apart(d.t, got, want[v].F, tolerance, i)
			} else if !slices.EqualFunc(got, first[i], func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }) {
				d.t.Errorf("output %d: other bits with %d workers", i, workers)
			}
		}
		if workers == 1 && steps != "" {
			var list []string
			for _, s := range net.steps {
				list = append(list, strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", s.step), "*run."), "Step"))
			}
			if got := strings.Join(list, " "); got != steps {
				d.t.Errorf("steps %q, not %q", got, steps)
			}
		}
	}
}

func apart(t testing.TB, got []float32, want []float64, tolerance float64, output int) {
	t.Helper()
	most, largest, where := 0.0, 1e-30, 0
	for i, v := range want {
		if diff := math.Abs(float64(got[i]) - v); !(diff <= most) {
			most, where = diff, i
		}
		largest = max(largest, math.Abs(v))
	}
	if !(most/largest <= tolerance) {
		t.Errorf("output %d: %g apart at %d: %g, not %g", output, most/largest, where, got[where], want[where])
	}
}

// TestConvolutions draws windows, groups and channels; some do not fill panels.
func TestConvolutions(t *testing.T) {
	for seed := range uint64(120) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 2))
			pick := func(list ...int) int { return list[rng.IntN(len(list))] }
			channels := pick(1, 3, 8, 16, 24, 40)
			d, x := begin(t, seed, 1, channels, pick(7, 12, 19), pick(8, 13))
			if rng.IntN(2) == 0 { // the picture itself is read in another way
				x = d.add(graph.Act{Kind: graph.LeakyReLU, A: 0.3}, x)
			}
			groups := []int{1, channels}[rng.IntN(2)]
			if channels%8 == 0 && rng.IntN(3) == 0 {
				groups = channels / 8
			}
			w := graph.Window{
				Kernel: [2]int{pick(1, 2, 3, 5), pick(1, 3, 5)}, Stride: [2]int{pick(1, 2, 3), pick(1, 2)}, Dilation: [2]int{pick(1, 1, 2), pick(1, 1, 2)},
				Pad: graph.Pads{Top: pick(0, 1, 4), Left: pick(0, 2), Bottom: pick(0, 1, 2), Right: pick(0, 1, 4)},
			}
			if w.Reach(0) > x.Shape[2] || w.Reach(1) > x.Shape[3] {
				return
			}
			y := d.conv(x, groups*pick(1, 2, 5, 16), w, groups, graph.ActKind(pick(int(graph.None), int(graph.ReLU), int(graph.ReLU6), int(graph.SiLU), int(graph.HardSwish))))
			d.check(3e-6, "", y)
		})
	}
}

// TestInvertedResiduals are blocks of a widening, a depthwise and a narrowing
// convolution with a way around: three steps of work, of which two are one.
func TestInvertedResiduals(t *testing.T) {
	for _, act := range []graph.ActKind{graph.ReLU6, graph.SiLU, graph.Sigmoid} {
		for _, size := range []int{9, 33} {
			d, x := begin(t, uint64(size), 1, 3, 2*size, 2*size+1)
			x = d.conv(x, 24, window(3, 2, 1, 0, 0, 1, 1), 1, act)
			wide := d.conv(x, 136, window(1, 1, 1), 1, act)
			deep := d.conv(wide, 136, window(5, 1, 1, 2), 136, act)
			y := d.add(graph.Binary{Kind: graph.Add}, d.conv(deep, 24, window(1, 1, 1), 1, graph.None), x)
			z := d.conv(d.conv(y, 96, window(1, 1, 1), 1, act), 96, window(3, 2, 1, 0, 0, 1, 1), 96, act)
			d.check(3e-6, "conv depthwise conv depthwise", y, z)
		}
	}
}

// TestResidualBlocks: the sum and its ReLU are part of the convolution before, whichever
// way around leads through a convolution of its own.
func TestResidualBlocks(t *testing.T) {
	d, x := begin(t, 5, 1, 3, 21, 17)
	x = d.conv(x, 32, window(7, 2, 1, 3), 1, graph.ReLU)
	x = d.add(graph.Pool{Window: window(3, 2, 1, 1)}, x)
	a := d.conv(d.conv(x, 32, window(3, 1, 1, 1), 1, graph.ReLU), 32, window(3, 1, 1, 1), 1, graph.None)
	x = d.add(graph.Act{Kind: graph.ReLU}, d.add(graph.Binary{Kind: graph.Add}, a, x))
	b := d.conv(d.conv(x, 48, window(3, 2, 1, 1), 1, graph.ReLU), 48, window(3, 1, 1, 1), 1, graph.None)
	way := d.conv(x, 48, window(1, 2, 1, 0), 1, graph.None)
	y := d.add(graph.Act{Kind: graph.ReLU}, d.add(graph.Binary{Kind: graph.Add}, b, way))
	d.check(5e-6, "conv blend winograd winograd conv conv conv", x, y)
}

// TestTiles are convolutions that are computed by tiles: maps of even and odd sides,
// with and without a bias, an activation that is no clamp, a sum.
func TestTiles(t *testing.T) {
	for _, size := range [][2]int{{4, 4}, {5, 7}, {20, 33}} {
		d, x := begin(t, 11, 1, 3, size[0], size[1])
		x = d.conv(x, 32, window(1, 1, 1), 1, graph.ReLU)
		y := d.conv(x, 48, window(3, 1, 1, 1), 1, graph.SiLU)
		z := d.add(graph.Conv{Window: window(3, 1, 1, 1), Group: 1}, y, d.weights(32, 48, 3, 3))
		z = d.add(graph.Binary{Kind: graph.Add}, x, z)
		d.check(5e-6, "conv winograd winograd", y, z)
	}
}

// TestSqueezeAndExcite multiplies each channel by a number made of all places.
func TestSqueezeAndExcite(t *testing.T) {
	d, x := begin(t, 6, 1, 3, 14, 10)
	x = d.conv(x, 40, window(3, 1, 1, 1), 1, graph.HardSwish)
	s := d.add(graph.Reduce{Kind: graph.Mean, Axes: []int{2, 3}, Keep: true}, x)
	s = d.conv(d.conv(s, 10, window(1, 1, 1), 1, graph.ReLU), 40, window(1, 1, 1), 1, graph.None)
	s = d.add(graph.Act{Kind: graph.HardSigmoid, A: 1.0 / 6, B: 0.5}, s)
	y := d.add(graph.Binary{Kind: graph.Mul}, x, s)
	z := d.add(graph.Binary{Kind: graph.Mul}, s, x)
	d.check(3e-6, "conv reduce conv conv activation binary binary", y, z)
}

// TestTransformer is a block of a vision transformer as exporters write it: the
// picture in patches, a token in front, positions, heads cut out of one product.
// With many tokens their queries come in several parts.
func TestTransformer(t *testing.T) {
	for _, size := range [][2]int{{4, 5}, {10, 11}} {
		testTransformer(t, size[0], size[1])
	}
}

func testTransformer(t *testing.T, high, wide int) {
	patches := high * wide
	tokens := patches + 1
	d, x := begin(t, 7, 1, 3, 7*high, 7*wide)
	x = d.conv(x, 64, window(7, 7, 1), 1, graph.None)
	x = d.add(graph.Transpose{Perm: []int{0, 2, 1}}, d.add(graph.Reshape{Shape: []int{1, 64, patches}}, x))
	x = d.add(graph.Concat{Axis: 1}, d.weights(1, 1, 64), x)
	x = d.add(graph.Binary{Kind: graph.Add}, x, d.weights(1, tokens, 64))
	for range 2 {
		h := d.add(graph.LayerNorm{Axis: 2, Eps: 1e-6}, x, d.weights(64), d.weights(64))
		qkv := d.add(graph.Linear{Trans: true}, h, d.weights(192, 64), d.weights(192))
		qkv = d.add(graph.Transpose{Perm: []int{2, 0, 3, 1, 4}}, d.add(graph.Reshape{Shape: []int{1, tokens, 3, 2, 32}}, qkv))
		var part []*graph.Value
		for i := range 3 {
			part = append(part, d.add(graph.Reshape{Shape: []int{1, 2, tokens, 32}}, d.add(graph.Gather{Axis: 0}, qkv, d.whole(int64(i)))))
		}
		h = d.add(graph.Attention{Scale: 0.2}, part...)
		h = d.add(graph.Reshape{Shape: []int{1, tokens, 64}}, d.add(graph.Transpose{Perm: []int{0, 2, 1, 3}}, h))
		x = d.add(graph.Binary{Kind: graph.Add}, x, d.add(graph.Linear{Trans: true}, h, d.weights(64, 64), d.weights(64)))
		h = d.add(graph.LayerNorm{Axis: 2, Eps: 1e-6}, x, d.weights(64), d.weights(64))
		h = d.add(graph.Linear{Act: graph.Act{Kind: graph.GELU}}, h, d.weights(64, 160), d.weights(160))
		x = d.add(graph.Binary{Kind: graph.Add}, x, d.add(graph.Linear{}, h, d.weights(160, 64), d.weights(64)))
	}
	block := " layerNorm conv attention conv layerNorm conv conv"
	d.check(1e-5, "conv copy copy binary"+block+block, x)
}

// TestConvNeXt: maps turned to rows of channels and back are not moved.
func TestConvNeXt(t *testing.T) {
	d, x := begin(t, 8, 1, 3, 24, 16)
	x = d.conv(x, 48, window(4, 4, 1), 1, graph.None)
	x = d.add(graph.Transpose{Perm: []int{0, 2, 3, 1}}, x)
	x = d.add(graph.Transpose{Perm: []int{0, 3, 1, 2}}, d.add(graph.LayerNorm{Axis: 3, Eps: 1e-6}, x, d.weights(48), d.weights(48)))
	h := d.add(graph.Transpose{Perm: []int{0, 2, 3, 1}}, d.conv(x, 48, window(7, 1, 1, 3), 48, graph.None))
	h = d.add(graph.LayerNorm{Axis: 3, Eps: 1e-6}, h, d.weights(48), d.weights(48))
	h = d.add(graph.Linear{}, d.add(graph.Linear{Act: graph.Act{Kind: graph.GELU}}, h, d.weights(48, 192), d.weights(192)), d.weights(192, 48), d.weights(48))
	y := d.add(graph.Binary{Kind: graph.Add}, d.add(graph.Transpose{Perm: []int{0, 3, 1, 2}}, h), x)
	d.check(1e-5, "conv layerNorm depthwise layerNorm conv conv", y)
}

// TestOtherOperations have a step of their own or are computed by plain loops.
func TestOtherOperations(t *testing.T) {
	d, x := begin(t, 9, 1, 3, 10, 11)
	x = d.conv(x, 20, window(3, 1, 1, 1), 1, graph.None)
	var out []*graph.Value
	keep := func(v *graph.Value) *graph.Value { out = append(out, v); return v }
	keep(d.add(graph.Pool{Window: window(3, 2, 1, 1), Mean: true}, x))
	keep(d.add(graph.Pool{Window: window(2, 2, 1, 1), Mean: true, CountPad: true, Ceil: true}, x))
	keep(d.add(graph.Pool{Window: window(3, 2, 2, 0), Ceil: true}, x))
	for _, mode := range []graph.ResizeMode{graph.ResizeNearest, graph.ResizeLinear, graph.ResizeCubic} {
		for _, at := range []graph.Coordinate{graph.HalfPixel, graph.Asymmetric, graph.AlignCorners} {
			keep(d.add(graph.Resize{Mode: mode, At: at, Size: [2]int{15, 7}, Scale: [2]float32{1.5, 7.0 / 11}, Cubic: -0.75}, x))
		}
	}
	keep(d.add(graph.Affine{Act: graph.Act{Kind: graph.Tanh}}, x, d.weights(20), d.weights(20)))
	keep(d.add(graph.Reduce{Kind: graph.Largest, Axes: []int{2, 3}}, x))
	keep(d.add(graph.Reduce{Kind: graph.L2, Axes: []int{1}, Keep: true}, x))
	keep(d.add(graph.Concat{Axis: 1}, x, d.weights(1, 5, 10, 11), x))
	keep(d.add(graph.Concat{Axis: 2}, x, x))
	keep(d.add(graph.Slice{Start: []int{0, 3, 1, 0}, Step: []int{1, 2, 3, 1}, Count: []int{1, 8, 3, 11}}, x))
	keep(d.add(graph.Unary{Kind: graph.Abs}, x))
	keep(d.add(graph.Reshape{Shape: []int{2, 10, 110}}, x))
	keep(d.add(graph.Softmax{First: 1, Last: 1}, x))
	keep(d.add(graph.Binary{Kind: graph.Sub}, x, d.weights(20, 1, 1)))
	keep(d.add(graph.Binary{Kind: graph.Div}, x, d.weights(1, 1, 1, 1)))
	keep(d.add(graph.Binary{Kind: graph.Mul}, x, d.weights(1, 1, 10, 1)))
	keep(d.add(graph.Binary{Kind: graph.Sub}, x, keep(d.add(graph.Act{Kind: graph.Sigmoid}, x))))
	parts, err := d.g.Add("split", graph.Split{Axis: 1, Sizes: []int{4, 16}}, []*graph.Value{x}, "p", "q")
	if err != nil {
		t.Fatal(err)
	}
	keep(d.add(graph.Act{Kind: graph.SiLU}, parts.Out[0]))
	keep(d.conv(parts.Out[1], 8, window(3, 1, 1, 1), 1, graph.None))
	d.check(1e-5, "", out...)
}

// TestBytes: a picture of bytes counts as its values in tables, grey ones as three
// channels that are the same. It is read in strips, by any number of workers.
func TestBytes(t *testing.T) {
	const high, wide = 203, 151
	ways := map[string]func(d *draft, x *graph.Value) *graph.Value{
		"panels": func(d *draft, x *graph.Value) *graph.Value {
			return d.conv(d.add(graph.Act{Kind: graph.Tanh}, x), 16, window(3, 1, 1, 1), 1, graph.None)
		},
		"picture": func(d *draft, x *graph.Value) *graph.Value { return d.conv(x, 16, window(7, 2, 1, 3), 1, graph.None) },
		"picture, more border than it reads": func(d *draft, x *graph.Value) *graph.Value {
			return d.conv(x, 16, window(5, 3, 1, 4, 1, 0, 3), 1, graph.None)
		},
		"picture in bands": func(d *draft, x *graph.Value) *graph.Value {
			return d.conv(d.conv(x, 96, window(3, 2, 1, 0, 0, 1, 1), 1, graph.ReLU6), 96, window(3, 1, 1, 1), 96, graph.ReLU6)
		},
	}
	for _, channels := range []int{1, 3} {
		for name, way := range ways {
			d, x := begin(t, 4, 1, 3, high, wide)
			y := way(d, x)
			d.g.Output("y", y)
			pixels := make([]uint8, high*wide*channels)
			values := make([]float32, 3*high*wide)
			tables := make([][256]float32, 3)
			for c := range tables {
				for v := range tables[c] {
					tables[c][v] = float32(d.rng.NormFloat64())
				}
			}
			for i := range pixels {
				pixels[i] = uint8(d.rng.IntN(256))
			}
			for i := range high * wide {
				for c := range 3 {
					values[c*high*wide+i] = tables[c][pixels[i*channels+c%channels]]
				}
			}
			var want []float32
			for _, workers := range []int{1, 3} {
				net, err := New(d.g, Options{Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				r := net.Runner()
				defer r.Close()
				got := make([]float32, y.Len())
				if want == nil {
					want = make([]float32, y.Len())
					r.Run(values)
					r.Values(want, 0)
				}
				r.RunBytes(pixels, tables)
				r.Values(got, 0)
				if !slices.Equal(got, want) {
					t.Errorf("%d channels, %s, %d workers: other values", channels, name, workers)
				}
			}
		}
	}
}

// TestBatchInside computes graphs that make several pictures of one: the steps for maps
// are those of one picture, so these go by plain loops.
func TestBatchInside(t *testing.T) {
	for name, build := range map[string]func(d *draft, x *graph.Value) *graph.Value{
		"conv": func(d *draft, x *graph.Value) *graph.Value { return d.conv(x, 5, window(3, 1, 1, 1), 1, graph.ReLU) },
		"tiles": func(d *draft, x *graph.Value) *graph.Value {
			return d.conv(d.conv(x, 32, window(1, 1, 1), 1, graph.None), 32, window(3, 1, 1, 1), 1, graph.None)
		},
		"depthwise": func(d *draft, x *graph.Value) *graph.Value {
			return d.conv(d.conv(x, 8, window(1, 1, 1), 1, graph.ReLU), 8, window(3, 2, 1, 1), 8, graph.None)
		},
		"sum": func(d *draft, x *graph.Value) *graph.Value {
			return d.add(graph.Binary{Kind: graph.Add}, d.conv(x, 3, window(1, 1, 1), 1, graph.None), x)
		},
		"pool": func(d *draft, x *graph.Value) *graph.Value { return d.add(graph.Pool{Window: window(2, 2, 1)}, x) },
		"resize": func(d *draft, x *graph.Value) *graph.Value {
			return d.add(graph.Resize{Mode: graph.ResizeLinear, Size: [2]int{15, 7}, Scale: [2]float32{1.5, 7.0 / 11}}, x)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, x := begin(t, 1, 1, 3, 10, 11)
			both := d.add(graph.Concat{Axis: 0}, x, d.add(graph.Act{Kind: graph.LeakyReLU, A: 0.3}, x))
			d.check(3e-6, "", build(d, both))
		})
	}
}
