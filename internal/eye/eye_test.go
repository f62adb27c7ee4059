package eye

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"mekiki/internal/onnx"
	"mekiki/internal/safetensors"
)

// golden are the values that testdata/golden.py has of PyTorch.
func golden(t *testing.T) map[string]safetensors.Tensor {
	t.Helper()
	r, err := os.Open(filepath.Join("testdata", "golden.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := safetensors.Decode(r, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]safetensors.Tensor{}
	for _, x := range f.Tensors {
		known[x.Name] = x
	}
	return known
}

// TestEmbedded holds every block of the eye in the program to the PyTorch original.
func TestEmbedded(t *testing.T) {
	e, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(e.Taps, []string{"block4", "block10"}) || e.Licence == "" || e.Source == "" || len(e.SourceHash) != 64 || e.Bytes > 4<<20 {
		t.Errorf("%+v", e)
	}
	known := golden(t)
	picture := known["picture"]
	taps := []string{"block0", "block1", "block2", "block3", "block4", "block5", "block6", "block7", "block8", "block9", "block10"}
	n, err := e.Net(Options{Height: picture.Shape[0], Width: picture.Shape[1], Taps: taps}, 2)
	if err != nil {
		t.Fatal(err)
	}
	l := n.Looker()
	defer l.Close()
	maps := l.Look(picture.U8)
	means := make([]float32, n.Dim())
	n.Mean(means, maps)
	for i, name := range taps {
		want, places, shape := known[name], known[name+".places"].I64, known[name+".shape"].I64
		if !slices.Equal(n.Taps[i].Shape, []int{int(shape[1]), int(shape[2]), int(shape[3])}) || n.Taps[i].Channels != int(shape[1]) {
			t.Errorf("%s: %+v, not %v", name, n.Taps[i], shape)
			continue
		}
		most, largest := 0.0, 0.0
		for k, p := range places {
			most, largest = max(most, math.Abs(float64(maps[i][p]-want.F32[k]))), max(largest, math.Abs(float64(want.F32[k])))
		}
		if !(most/largest <= 1e-5) {
			t.Errorf("%s is %g apart", name, most/largest)
		}
		first, size := 0.0, len(maps[i])/n.Taps[i].Channels
		for _, v := range maps[i][:size] {
			first += float64(v)
		}
		if means[0] != float32(first/float64(size)) {
			t.Errorf("%s: the mean of its first channel is %g, not %g", name, means[0], first/float64(size))
		}
		means = means[n.Taps[i].Channels:]
		t.Logf("%s: stride %g, %g apart", name, n.Taps[i].Stride, most/largest)
	}
}

// TestEmbeddedIsMade makes the file of the eye in the program again, where
// MEKIKI_LITE0_WHEEL names the wheel that make.go wants.
func TestEmbeddedIsMade(t *testing.T) {
	wheel := os.Getenv("MEKIKI_LITE0_WHEEL")
	if wheel == "" {
		t.Skip("MEKIKI_LITE0_WHEEL names no wheel")
	}
	out := filepath.Join(t.TempDir(), "lite0.onnx")
	if text, err := exec.Command("go", "run", "make.go", wheel, out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	b, err := os.ReadFile(out)
	if err != nil || !bytes.Equal(b, embeddedFile) {
		t.Errorf("other bytes than those in the program: %d, %d (%v)", len(b), len(embeddedFile), err)
	}
}

// TestEncode writes an eye that is read as it was.
func TestEncode(t *testing.T) {
	e, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cut := *e
	cut.Taps, cut.Name = []string{"block1"}, "cut"
	b, err := cut.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := read(b, "cut.onnx", "")
	if err != nil {
		t.Fatal(err)
	}
	if again.Name != "cut" || !slices.Equal(again.Taps, cut.Taps) || !again.Preprocess.Equal(*e.Preprocess) || again.Licence != e.Licence || again.SourceHash != e.SourceHash {
		t.Errorf("%+v", again)
	}
	if slices.Contains(again.Values(), "block2") || len(b) > 40_000 {
		t.Errorf("%d bytes, values %v", len(b), again.Values())
	}
	g, err := again.Graph(Options{Height: 64, Width: 32})
	if err != nil || len(g.Outputs) != 1 || !slices.Equal(g.Outputs[0].Value.Shape, []int{1, 24, 16, 8}) {
		t.Errorf("%v, %v", g, err)
	}
	if d := onnx.Describe(g); d[len(d)-1].Stride != 4 {
		t.Errorf("%+v", d[len(d)-1])
	}
}
