package onnx

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
	fastrun "mekiki/internal/onnx/run"
	"mekiki/internal/onnx/wire"
)

// odd are numbers that files have by mistake, or on purpose.
var odd = []int64{0, 1, 2, 3, 5, 8, 9, -1, -2, -64, 1 << 20, 1<<31 - 1, 1 << 31, -1 << 31, 1 << 62, -1 << 63, 1<<63 - 1}

// TestChanged changes settings, extents and numbers of small networks, which random
// bytes hardly ever do: the reader must refuse them, or what runs must be what plain
// loops say.
func TestChanged(t *testing.T) {
	files, err := filepath.Glob("testdata/ops/*.onnx")
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	ran := 0
	for round := range 20 {
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			m, err := wire.Parse(b)
			if err != nil {
				t.Fatal(name, err)
			}
			what := change(&m.Graph, rng)
			if round%2 == 1 {
				what += change(&m.Graph, rng)
			}
			if changed(t, m, fmt.Sprint(filepath.Base(name), what), rng) {
				ran++
			}
		}
	}
	if ran < 100 {
		t.Errorf("only %d of the changed networks ran", ran)
	}
}

// change makes one change and says which.
func change(g *wire.Graph, rng *rand.Rand) string {
	v := odd[rng.IntN(len(odd))]
	switch rng.IntN(4) {
	case 0, 1:
		n := &g.Nodes[rng.IntN(len(g.Nodes))]
		if len(n.Attrs) == 0 {
			return ""
		}
		a := &n.Attrs[rng.IntN(len(n.Attrs))]
		if len(a.Ints) == 0 {
			a.Int = v
			return fmt.Sprintf(", %s of %s: %d", a.Name, n.Op, v)
		}
		a.Ints[rng.IntN(len(a.Ints))] = v
		return fmt.Sprintf(", %s of %s: %v", a.Name, n.Op, a.Ints)
	case 2:
		if len(g.Inputs) == 0 || len(g.Inputs[0].Dims) == 0 {
			return ""
		}
		d := g.Inputs[0].Dims
		d[rng.IntN(len(d))].Size = v
		return fmt.Sprint(", input: ", d)
	}
	if len(g.Initializers) == 0 {
		return ""
	}
	w := &g.Initializers[rng.IntN(len(g.Initializers))]
	switch {
	case w.Type == wire.Float:
		values, dims := w.Floats(), append([]int{}, w.Dims...)
		rng.Shuffle(len(dims), func(i, j int) { dims[i], dims[j] = dims[j], dims[i] })
		*w = wire.NewFloats(w.Name, dims, values)
	case w.Type == wire.Int64 && w.Len() > 0:
		values := w.Ints()
		values[rng.IntN(len(values))] = v
		*w = wire.NewInts(w.Name, w.Dims, values)
	}
	return fmt.Sprint(", ", w.Name, " ", w.Dims)
}

// changed reports whether a network was computed.
func changed(t *testing.T, w *wire.Model, what string, rng *rand.Rand) bool {
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: %v", what, r)
		}
	}()
	m, err := From(w)
	if err != nil {
		return false
	}
	g, err := m.within(1<<16, Options{Height: []int{0, 9}[rng.IntN(2)]})
	if err != nil || values(g) > 1<<12 || len(g.Inputs) != 1 || g.Inputs[0].Len() > 1<<12 {
		return false
	}
	Describe(g)
	net, err := fastrun.New(g, fastrun.Options{})
	if err != nil || net.Memory() > 1<<24 {
		return false
	}
	if d := compared(g, net, rng); !(d <= 1e-4) {
		t.Errorf("%s: %g apart", what, d)
	}
	return true
}

// compared is how far what runs is apart from what plain loops say, for random numbers.
func compared(g *graph.Graph, net *fastrun.Net, rng *rand.Rand) float64 {
	x := make([]float32, g.Inputs[0].Len())
	for i := range x {
		x[i] = rng.Float32()*2 - 0.7
	}
	r := net.Runner()
	defer r.Close()
	r.Run(x)
	want := map[*graph.Value]*eval.Array{}
	if err := eval.Graph(g, []*eval.Array{eval.Of(&graph.Tensor{Type: g.Inputs[0].Type, F: x})}, func(v *graph.Value, a *eval.Array) { want[v] = a }); err != nil {
		return 0 // an index beyond what is there
	}
	most := 0.0
	for i, o := range g.Outputs {
		if want[o.Value] == nil || o.Value.Kind != graph.Float {
			continue
		}
		got := make([]float32, o.Value.Len())
		r.Values(got, i)
		if d := apart(eval.Of(&graph.Tensor{Type: o.Value.Type, F: got}), want[o.Value]); !(d <= most) {
			most = d
		}
	}
	return most
}
