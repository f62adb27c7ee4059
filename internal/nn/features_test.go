package nn

import (
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/kernel"
)

// mapsOf gives the maps of all pictures of src, one after another.
func mapsOf(t *testing.T, n *Net, layer int, in Shape, src Source, values int) ([]float32, *FeatureMapper) {
	t.Helper()
	m, err := n.features(layer, in, 2, values)
	if err != nil {
		t.Fatalf("%s: layer %d of %s: %v", n.arch, layer, in, err)
	}
	dst := make([]float32, src.Rows()*m.Output().Size())
	m.Map(dst, src, nil)
	return dst, m
}

// TestFeaturesAgainstNaiveLoops cuts behind each layer, for pictures of the trained
// size and for larger ones of odd sides.
func TestFeaturesAgainstNaiveLoops(t *testing.T) {
	for _, a := range archs {
		n := arch(t, a.text, a.in)
		for _, in := range []Shape{a.in, {a.in.Height + 12, a.in.Width + 6, a.in.Channels}} {
			src, rows := archPictures(3, in)
			for layer := range n.arch {
				if in != a.in && n.arch[:layer+1].sameWeights(a.in, in) != nil {
					continue
				}
				ref := newArchRef(n)
				ref.net = &Net{arch: n.arch[:layer+1], input: in}
				want := ref.embed(rows)
				got, m := mapsOf(t, n, layer, in, src, tileValues)
				for i, w := range want {
					if len(w) != m.Output().Size() {
						t.Fatalf("%s: layer %d of %s has shape %s, want %d values", a.text, layer, in, m.Output(), len(w))
					}
					for j := range w {
						if g := got[i*len(w)+j]; !(math.Abs(float64(g)-w[j]) <= 2e-5*(1+math.Abs(w[j]))) {
							t.Fatalf("%s: layer %d of %s: picture %d value %d: got %v, want %v", a.text, layer, in, i, j, g, w[j])
						}
					}
				}
			}
		}
	}
}

// TestFeaturesLeadToTheEmbedding puts a map in its place in the whole network and
// runs the rest.
func TestFeaturesLeadToTheEmbedding(t *testing.T) {
	for _, a := range archs {
		n := arch(t, a.text, a.in)
		layer := n.LastMap()
		if layer < 0 {
			continue
		}
		src, _ := archPictures(n.plan.chunk, a.in)
		maps, m := mapsOf(t, n, layer, a.in, src, tileValues)
		want, got := make([]float32, n.plan.chunk*n.Dim()), make([]float32, n.plan.chunk*n.Dim())
		n.Embed(want, src, nil, 1)
		e := newEmbedder(n, n.fold())
		// The last operation that reads such a map is a pool of or a product with all of it.
		rest := 0
		for i, o := range e.ops {
			if in, _ := o.io(); e.values[in[0]].Shape == m.Output() {
				rest = i
			}
		}
		in, _ := e.ops[rest].io()
		kernel.Pack(e.of(in[0], 0), maps, n.plan.chunk*m.out.Height*m.out.Width, m.out.Channels, e.values[in[0]].capacity)
		for _, o := range e.ops[rest:] {
			o.forward(&e.exec, 0, n.plan.chunk, 0)
		}
		kernel.Unpack(got, e.of(len(e.values)-1, 0), n.plan.chunk, n.Dim(), e.last().capacity)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the map of layer %d leads to another embedding", a.text, layer)
		}
	}
}

// tiled are networks without an end, whose strides and fields differ.
var tiled = []struct {
	text string
	in   Shape
}{
	{"conv 5; norm; relu; maxpool; conv 18; norm; relu; gap", Shape{75, 62, 1}},
	{"conv 6 5x5 /2; norm; conv 3 1x1; relu; conv 4 /2; relu; avgpool; gmp", Shape{131, 90, 3}},
	{"conv 8; residual(conv 8; norm; relu; conv 8; norm); relu; residual(conv 17 /2; norm; relu; conv 17; norm); relu; avgpool 3; gap", Shape{173, 40, 1}},
	{"maxpool 3; norm; relu; conv 5 7x7; dropout 0.2; gap", Shape{83, 97, 2}},
	{"conv 4 1x1; conv 4 3x3 /3; gap", Shape{64, 99, 1}},
}

func TestTilesGiveTheBitsOfTheWhole(t *testing.T) {
	for _, a := range tiled {
		n := arch(t, a.text, a.in)
		src, _ := archPictures(1, a.in)
		for layer := range n.LastMap() + 1 {
			whole, m := mapsOf(t, n, layer, a.in, src, 1<<30)
			if m.tiles.tile != a.in {
				t.Fatalf("%s: layer %d: a picture that is small enough was cut", a.text, layer)
			}
			most := n.arch[:layer+1].largestValue(a.in)
			cuts := 0
			for _, values := range []int{most - 1, most / 2, most / 5, 1} {
				got, m := mapsOf(t, n, layer, a.in, src, values)
				cuts = max(cuts, len(m.tiles.rows)*len(m.tiles.cols))
				for _, s := range slices.Concat(m.tiles.rows, m.tiles.cols) {
					if s.At%(2*m.field.Stride) != 0 {
						t.Errorf("%s: layer %d: a tile begins at pixel %d, an odd place of the map", a.text, layer, s.At)
					}
				}
				if !slices.Equal(got, whole) {
					t.Errorf("%s: layer %d: %d x %d tiles of %s change the map", a.text, layer, len(m.tiles.rows), len(m.tiles.cols), m.tiles.tile)
				}
			}
			if cuts < 4 {
				t.Errorf("%s: layer %d: no more than %d tiles", a.text, layer, cuts)
			}
		}
	}
}

func TestFeaturesDoNotDependOnWorkersOrOrder(t *testing.T) {
	for _, a := range tiled {
		n := arch(t, a.text, a.in)
		layer := n.LastMap()
		src, _ := archPictures(5, a.in)
		for _, values := range []int{tileValues, 4000} {
			want, _ := mapsOf(t, n, layer, a.in, src, values)
			for _, workers := range []int{1, 3} {
				m, err := n.features(layer, a.in, workers, values)
				if err != nil {
					t.Fatal(err)
				}
				size := m.Output().Size()
				got := make([]float32, 3*size)
				for range 2 { // nothing of a call may be left for the next
					m.Map(got, src, []int32{4, 0, 4})
					for i, row := range []int{4, 0, 4} {
						if !slices.Equal(got[i*size:(i+1)*size], want[row*size:(row+1)*size]) {
							t.Fatalf("%s: %d workers, picture %d: another map", a.text, workers, row)
						}
					}
				}
			}
		}
	}
}

func TestFeaturesReadBytes(t *testing.T) {
	a := tiled[0]
	n := arch(t, a.text, a.in)
	bytes := Source{Size: a.in.Size(), U8: make([]uint8, a.in.Size())}
	floats := Source{Size: a.in.Size(), F32: make([]float32, a.in.Size())}
	for i := range bytes.U8 {
		bytes.U8[i] = uint8(i * 7)
		floats.F32[i] = float32(bytes.U8[i]) / 255
	}
	got, _ := mapsOf(t, n, 5, a.in, bytes, 2000)
	want, _ := mapsOf(t, n, 5, a.in, floats, 2000)
	if !slices.Equal(got, want) || slices.Max(got) == 0 {
		t.Error("bytes give another map than the same values over 255")
	}
}

// TestFeaturesKeepToTheirMemory holds the bound that FeatureMapper states.
func TestFeaturesKeepToTheirMemory(t *testing.T) {
	const text = "conv 64; norm; relu; residual(conv 64; norm; relu; conv 64; norm); relu; maxpool; conv 64; norm; relu; gap"
	n := arch(t, text, Shape{8, 8, 3})
	for _, side := range []int{1024, 4096} {
		m, err := n.Features(n.LastMap(), Shape{side, side, 3}, 1)
		if err != nil {
			t.Fatal(err)
		}
		most := n.arch[:n.LastMap()+1].largestValue(m.tiles.tile)
		if most > tileValues || m.net.plan.chunk != 1 {
			t.Errorf("side %d: a tile of %s has a map of %d values, %d in a chunk", side, m.tiles.tile, most, m.net.plan.chunk)
		}
		memory := map[*float32]int{}
		for _, v := range newEmbedder(m.net, m.folds).val {
			if len(v) > 0 {
				memory[&v[0]] = max(memory[&v[0]], len(v))
			}
		}
		sum := 0
		for _, v := range memory {
			sum += v
		}
		if sum > 3*tileValues+1000 {
			t.Errorf("side %d: the maps of a worker take %d values", side, sum)
		}
		rows, _ := made(m.net)
		if tables := 11 * int64(m.tiles.tile.Height*m.tiles.tile.Width) * 2; rows > tables {
			t.Errorf("side %d: the tables have %d rows", side, rows)
		}
	}
}

func TestFeaturesRefuse(t *testing.T) {
	n := arch(t, "conv 4; relu; maxpool; residual(conv 4 /2); conv 3 /2; dense 6; relu; dense 3", Shape{14, 14, 3})
	for _, c := range []struct {
		layer int
		in    Shape
		want  string
	}{
		{-1, Shape{14, 14, 3}, "no layer -1; the layers are 0 to 7"},
		{8, Shape{14, 14, 3}, "no layer 8"},
		{1, Shape{14, 14, 1}, "1 channels for a network that takes 3"},
		{2, Shape{1, 14, 3}, "layer 2, maxpool: a map of 1 x 14"},
		{1, Shape{0, 14, 3}, "pictures of 0x14x3"},
		{5, Shape{28, 28, 3}, "layer 5, dense 6, takes a map of 2x2x3 and would get one of 4x4x3; choose a layer before it"},
		{0, Shape{1 << 14, 1 << 14, 3}, "has more than 268435456 values; choose a later layer"},
	} {
		_, err := n.Features(c.layer, c.in, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("layer %d of %s: %v, want %q", c.layer, c.in, err, c.want)
		}
	}
	if m, err := n.Features(7, Shape{14, 14, 3}, 1); err != nil || m.Output() != (Shape{1, 1, 3}) || !m.Field().Whole() {
		t.Errorf("the last layer: %v, %v", m, err)
	}
	if got := n.LastMap(); got != 4 {
		t.Errorf("the last map is that of layer %d, want 4", got)
	}
	if got := New([]int{3, 2}, 1).LastMap(); got != -1 {
		t.Errorf("the last map of a fully connected network is that of layer %d", got)
	}
	s := arch(t, "residual(maxpool); gap", Shape{7, 7, 1})
	if _, err := s.Features(0, Shape{16, 16, 1}, 1); err == nil || !strings.Contains(err.Error(), "its shortcut went by steps of 3 in training and would go by 2") {
		t.Errorf("another shortcut: %v", err)
	}
	g := arch(t, "conv 64; relu; gap", Shape{4, 4, 1})
	if _, err := g.Features(2, Shape{1 << 11, 1 << 11, 1}, 1); err == nil || !strings.Contains(err.Error(), "in one piece") {
		t.Errorf("a global pool of a huge picture: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic on a short destination")
		}
	}()
	m, _ := n.Features(0, Shape{14, 14, 3}, 1)
	m.Map(make([]float32, 5), Source{Size: 588, U8: make([]uint8, 588)}, nil)
}
