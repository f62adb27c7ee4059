package family

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/onnx"
	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/run"
	"mekiki/internal/onnx/statedict"
	"mekiki/internal/safetensors"
)

// TestParity compares every block of whole networks with PyTorch. bench/eye_parity.py
// makes the folder that MEKIKI_EYE_PARITY names; without it there is nothing to compare.
func TestParity(t *testing.T) {
	folder := os.Getenv("MEKIKI_EYE_PARITY")
	if folder == "" {
		t.Skip("MEKIKI_EYE_PARITY names no folder of bench/eye_parity.py")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.values"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		base := strings.TrimSuffix(f, ".values")
		t.Run(filepath.Base(base), func(t *testing.T) { parity(t, base) })
	}
}

func parity(t *testing.T, base string) {
	b, err := os.ReadFile(base + ".pth")
	if os.IsNotExist(err) {
		b, err = os.ReadFile(base + ".safetensors")
	}
	if err != nil {
		t.Fatal(err)
	}
	f, err := statedict.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(filepath.Base(base), ".")
	n, err := Build(f, "")
	if err != nil && strings.Contains(err.Error(), "--family") {
		n, err = Build(f, name)
	}
	if err != nil || n.Name != name {
		t.Fatal(n, err)
	}
	known := values(t, base+".values")
	m, err := onnx.From(n.Model)
	if err != nil {
		t.Fatal(err)
	}
	x := known["in"]
	taps := slices.Clone(n.Taps)
	for key := range known {
		if out, ok := strings.CutPrefix(key, "out:"); ok && slices.Contains(m.Values(), out) {
			taps = append(taps, out)
		}
	}
	g, err := m.Graph(onnx.Options{Height: x.Shape[2], Width: x.Shape[3], Taps: taps})
	if err != nil {
		t.Fatal(err)
	}
	got := map[*graph.Value]*eval.Array{}
	if err := eval.Graph(g, []*eval.Array{x}, func(v *graph.Value, a *eval.Array) { got[v] = a }); err != nil {
		t.Fatal(err)
	}
	net, err := run.New(g, run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := net.Runner()
	defer r.Close()
	picture := make([]float32, len(x.F))
	for i, v := range x.F {
		picture[i] = float32(v)
	}
	r.Run(picture)
	most, fast, where, compared := 0.0, 0.0, "", 0
	for i, o := range g.Outputs {
		want := known["out:"+o.Name]
		if want == nil {
			t.Errorf("%s is a tap and not compared", o.Name)
			continue
		}
		if !slices.Equal(got[o.Value].Shape, want.Shape) {
			t.Errorf("%s is %v, not %v", o.Name, got[o.Value].Shape, want.Shape)
			continue
		}
		compared++
		if d := apart(got[o.Value].F, want.F); !(d <= most) {
			most, where = d, o.Name
		}
		quick, wide := make([]float32, want.Len()), make([]float64, want.Len())
		r.Values(quick, i)
		for k, v := range quick {
			wide[k] = float64(v)
		}
		fast = max(fast, apart(wide, want.F))
	}
	t.Logf("%d of %d blocks compared, at most %.2g apart (%s), %.2g by the fast engine; taps %v", compared-len(n.Taps), len(known)-1, most, where, fast, n.Taps)
	if !(most <= 1e-4 && fast <= 1e-4) || compared < 8 {
		t.Errorf("%s is %g apart", where, most)
	}
}

// apart is the largest difference, divided by the largest number of want.
func apart(got, want []float64) float64 {
	most, largest := 0.0, 1e-30
	for i, v := range want {
		if d := math.Abs(got[i] - v); !(d <= most) {
			most = d
		}
		largest = max(largest, math.Abs(v))
	}
	return most / largest
}

// values are those of a file of the script.
func values(t *testing.T, file string) map[string]*eval.Array {
	t.Helper()
	r, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := safetensors.Decode(bufio.NewReader(r), 1<<32)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]*eval.Array{}
	for _, x := range f.Tensors {
		known[x.Name] = eval.Of(&graph.Tensor{Type: graph.Type{Shape: x.Shape}, F: x.F32})
	}
	return known
}
