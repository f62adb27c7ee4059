package model

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// The files of testdata/torch_nets.py: model files that PyTorch wrote give
// PyTorch's embeddings.
func TestEmbedsAsPyTorch(t *testing.T) {
	for _, name := range []string{"cnn", "gap", "gmp", "end", "mlp", "small"} {
		m, err := Load("testdata/torch-" + name + ".safetensors")
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open("testdata/torch-" + name + "-embeddings.safetensors")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		file, err := safetensors.Decode(f, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		pictures, _ := file.Get("pictures")
		want, _ := file.Get("embeddings")
		if in := m.Meta.Input; !slices.Equal(pictures.Shape[1:], []int{in.Height, in.Width, in.Channels}) || want.Shape[1] != m.Net.Dim() {
			t.Fatalf("%s: pictures %v, embeddings %v", name, pictures.Shape, want.Shape)
		}
		got := make([]float32, len(want.F32))
		m.Net.Embed(got, nn.Source{Size: m.Net.Inputs(), U8: pictures.U8}, nil, 2)
		for i, w := range want.F32 {
			if d := math.Abs(float64(got[i] - w)); !(d <= 1e-5*max(1, math.Abs(float64(w)))) {
				t.Errorf("%s: embedding value %d is %v, PyTorch has %v", name, i, got[i], w)
				break
			}
		}
	}
}

// What docs/formats.md shows is what the tests run.
func TestDocumentShowsTheScript(t *testing.T) {
	script, err := os.ReadFile("testdata/torch_nets.py")
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(script), "stands in docs/formats.md, too.\n")
	shown, _, found := strings.Cut(shown, "\n# Up to here.")
	if !found || !strings.Contains(string(document), shown) {
		t.Error("docs/formats.md does not show the code of testdata/torch_nets.py; copy it there")
	}
}

// TestPyTorchReads needs a Python with torch and safetensors.
func TestPyTorchReads(t *testing.T) {
	if exec.Command("python3", "-c", "import torch, safetensors").Run() != nil {
		t.Skip("no python3 with torch and safetensors in PATH")
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	m := general(t, every)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", "testdata/torch_nets.py", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got := make([]float32, m.Net.Dim())
	white := make([]uint8, m.Net.Inputs())
	for i := range white {
		white[i] = 255
	}
	m.Net.Embed(got, nn.Source{Size: len(white), U8: white}, nil, 1)
	printed := strings.Fields(string(out))
	if len(printed) != len(got) {
		t.Fatalf("printed %q", out)
	}
	for i, text := range printed {
		want, err := strconv.ParseFloat(text, 64)
		if err != nil || math.Abs(float64(got[i])-want) > 1e-5*max(1, math.Abs(want)) {
			t.Errorf("embedding value %d is %v, PyTorch prints %s", i, got[i], text)
		}
	}
}
