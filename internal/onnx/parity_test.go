package onnx

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
	fastrun "mekiki/internal/onnx/run"
	"mekiki/internal/safetensors"
)

// TestParity compares every value of whole networks with those of ONNX Runtime, as
// the files are read and after the passes. bench/onnx_parity.py makes the folder that
// MEKIKI_ONNX_PARITY names; without it there is nothing to compare.
func TestParity(t *testing.T) {
	folder := os.Getenv("MEKIKI_ONNX_PARITY")
	if folder == "" {
		t.Skip("MEKIKI_ONNX_PARITY names no folder of bench/onnx_parity.py")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.onnx"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".onnx"), func(t *testing.T) { parity(t, f) })
	}
}

func parity(t *testing.T, file string) {
	r, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	m, err := Read(r, 1<<31)
	if err != nil {
		t.Fatal(err)
	}
	known := computed(t, strings.TrimSuffix(file, ".onnx")+".safetensors")
	for _, plain := range []bool{true, false} {
		x := known["in:"+m.Inputs[0].Name]
		start := time.Now()
		g, err := m.Graph(Options{Plain: plain, Height: x.Shape[2], Width: x.Shape[3], Batch: x.Shape[0]})
		if err != nil {
			t.Fatal(err)
		}
		built := time.Since(start).Round(time.Millisecond)
		ops := map[string]int{}
		for _, n := range g.Nodes {
			ops[strings.Fields(spell(&graph.Graph{Nodes: []*graph.Node{n}}))[0]]++
		}
		most, where, compared := 0.0, "", 0
		if err := eval.Graph(g, []*eval.Array{x}, func(v *graph.Value, a *eval.Array) {
			want := known["out:"+v.Name]
			if want == nil {
				return
			}
			if !equal(a.Shape, want.Shape) {
				t.Errorf("%s is %v, not %v", v.Name, a.Shape, want.Shape)
				return
			}
			compared++
			if d := apart(a, want); !(d <= most) {
				most, where = d, v.Name
			}
		}); err != nil {
			t.Fatal(err)
		}
		t.Logf("plain %v: built in %v, %d nodes, %d values compared, at most %.2g apart (%s); %v", plain, built, len(g.Nodes), compared, most, where, ops)
		if !(most <= 1e-4) || compared == 0 {
			t.Errorf("%s is %g apart", where, most)
		}
	}
	for _, taps := range [][]string{nil, every(m, known, 7), every(m, known, 1)} {
		fast(t, m, known, taps)
	}
}

// every is each n-th value that is known and has fractions.
func every(m *Model, known map[string]*eval.Array, n int) []string {
	var taps []string
	for i, name := range m.Values() {
		if a := known["out:"+name]; a != nil && i%n == 0 {
			taps = append(taps, name)
		}
	}
	return taps
}

// fast compares what package run computes for the first picture.
func fast(t *testing.T, m *Model, known map[string]*eval.Array, taps []string) {
	x := known["in:"+m.Inputs[0].Name]
	g, err := m.Graph(Options{Height: x.Shape[2], Width: x.Shape[3], Taps: taps})
	if err != nil {
		t.Fatal(err)
	}
	net, err := fastrun.New(g, fastrun.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	r := net.Runner()
	defer r.Close()
	start := time.Now()
	r.Run((&eval.Array{Type: graph.Type{Shape: net.Input()}, F: x.F[:len(x.F)/x.Shape[0]]}).Tensor().F)
	took := time.Since(start)
	most, where := 0.0, ""
	for i, o := range g.Outputs {
		want, got := known["out:"+o.Name], make([]float32, o.Value.Len())
		if want == nil || want.Len() != o.Value.Len()*x.Shape[0] {
			continue // its first axis is not that of pictures
		}
		r.Values(got, i)
		shape := o.Value.Type
		if d := apart(eval.Of(&graph.Tensor{Type: shape, F: got}), &eval.Array{Type: shape, F: want.F[:len(got)]}); !(d <= most) {
			most, where = d, o.Name
		}
	}
	t.Logf("run, %d taps: %v, %.0f MB, at most %.2g apart (%s)", len(g.Outputs), took.Round(time.Microsecond), float64(net.Memory())/1e6, most, where)
	if !(most <= 1e-4) {
		t.Errorf("run, %d taps: %s is %g apart", len(g.Outputs), where, most)
	}
}

// computed are the values in a file of bench/onnx_parity.py.
func computed(t *testing.T, file string) map[string]*eval.Array {
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
		own := &graph.Tensor{Type: graph.Type{Shape: x.Shape}, F: x.F32}
		if x.F32 != nil {
			known[x.Name] = eval.Of(own)
		}
	}
	return known
}
