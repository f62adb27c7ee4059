package onnx

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
)

// open reads one of the small networks of testdata/cases.py.
func open(t *testing.T, name string) *Model {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "ops", name+".onnx"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := Read(bytes.NewReader(b), 1<<20)
	if err != nil {
		t.Fatal(name, err)
	}
	return m
}

// run computes a graph on the inputs that the file carries; constants too are in the
// results.
func run(t *testing.T, m *Model, g *graph.Graph) map[*graph.Value]*eval.Array {
	t.Helper()
	var in []*eval.Array
	got := map[*graph.Value]*eval.Array{}
	for _, v := range g.Inputs {
		in = append(in, eval.Of(m.weights["in:"+v.Name]))
		got[v] = in[len(in)-1]
	}
	if err := eval.Graph(g, in, func(v *graph.Value, a *eval.Array) { got[v] = a }); err != nil {
		t.Fatal(err)
	}
	for _, o := range g.Outputs {
		if o.Value.Const != nil {
			got[o.Value] = eval.Of(o.Value.Const)
		}
	}
	return got
}

// apart is the largest difference, divided by the largest number of want. Where both
// are infinite or none at all they are the same.
func apart(got, want *eval.Array) float64 {
	most, largest := 0.0, 1e-30
	for i := range want.Len() {
		u, v := element(got, i), element(want, i)
		same := u == v || math.IsNaN(u) && math.IsNaN(v)
		if d := math.Abs(u - v); !same && !(d <= most) {
			most = d
		}
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			largest = max(largest, math.Abs(v))
		}
	}
	return most / largest
}

func element(a *eval.Array, i int) float64 {
	if a.Kind == graph.Float {
		return a.F[i]
	}
	return float64(a.I[i])
}

// TestOperations holds every operation, and every way in which it is spelt, against
// ONNX Runtime: as it is read and after all passes.
func TestOperations(t *testing.T) {
	files, err := filepath.Glob("testdata/ops/*.onnx")
	if err != nil || len(files) < 150 {
		t.Fatal(len(files), err)
	}
	covered := map[string]bool{}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".onnx")
		m := open(t, name)
		for _, n := range m.graph.Nodes {
			covered[n.Op] = true
		}
		for _, plain := range []bool{true, false} {
			o := Options{Plain: plain}
			if d := m.Inputs[0].Dims; len(d) == 4 && d[2].Size < 0 {
				o.Height, o.Width = openSize(m, 2), openSize(m, 3)
			}
			g, err := m.Graph(o)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			got := run(t, m, g)
			for _, o := range g.Outputs {
				want := eval.Of(m.weights["out:"+o.Name])
				a := got[o.Value]
				if a == nil || a.Kind != want.Kind || !equal(a.Shape, want.Shape) {
					t.Errorf("%s: %s is %v, not %v", name, o.Name, a, want.Type)
				} else if d := apart(a, want); !(d < 2e-6) {
					t.Errorf("%s (plain %v): %s is %g apart", name, plain, o.Name, d)
				}
			}
		}
	}
	for op := range readers {
		if !covered[op] && op != "Swish" { // ONNX Runtime does not have it yet
			t.Errorf("%s has no case", op)
		}
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
