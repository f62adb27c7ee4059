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
