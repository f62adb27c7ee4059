package onnx

import (
	"bytes"
	"math"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/export"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// TestExportMaps: the graph of a network's maps gives, in float64, what the network gives for pictures of another size than
// it was trained on, at each layer that was asked for.
func TestExportMaps(t *testing.T) {
	a, err := nn.ParseArch("conv 20 7x7 /2; relu; avgpool 2; residual(conv 20; norm; relu; conv 20; norm); relu; conv 9; relu; maxpool; gap; dense 5")
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.Build(a, nn.Shape{Height: 16, Width: 16, Channels: 3}, 4)
	if err != nil {
		t.Fatal(err)
	}
	const high, wide = 32, 48
	in := nn.Shape{Height: high, Width: wide, Channels: 3}
	pix := noise(in.Size(), 5)
	layers := []int{2, 4, 7}
	w, err := export.Maps(net, layers, "mekiki test")
	if err != nil {
		t.Fatal(err)
	}
	m, err := Read(bytes.NewReader(wire.Encode(w)), 1<<24)
	if err != nil {
		t.Fatal(err)
	}
	g, err := m.Graph(Options{Batch: 1, Height: high, Width: wide})
	if err != nil {
		t.Fatal(err)
	}
	x := eval.Zeros(g.Inputs[0].Type)
	for c := range 3 {
		for p := range high * wide {
			x.F[c*high*wide+p] = float64(pix[p*3+c]) / 255
		}
	}
	seen := map[*graph.Value][]float64{}
	if err := eval.Graph(g, []*eval.Array{x}, func(v *graph.Value, a *eval.Array) { seen[v] = a.F }); err != nil {
		t.Fatal(err)
	}
	for k, layer := range layers {
		f, err := net.Features(layer, in, 1)
		if err != nil {
			t.Fatal(err)
		}
		s := f.Output()
		want := make([]float32, s.Size())
		f.Map(want, nn.Source{Size: in.Size(), U8: pix}, nil)
		got := seen[g.Outputs[k].Value]
		if len(got) != len(want) {
			t.Fatalf("layer %d: %d values, not %d of %v", layer, len(got), len(want), s)
		}
		for i, v := range want {
			c, p := i%s.Channels, i/s.Channels
			if d := got[c*s.Height*s.Width+p] - float64(v); math.Abs(d) > 1e-4 {
				t.Fatalf("layer %d, value %d: %v, not %v", layer, i, got[c*s.Height*s.Width+p], v)
			}
		}
	}
}

// TestExportMapsPanics: a layer that sees the whole picture has no map.
func TestExportMapsPanics(t *testing.T) {
	a, err := nn.ParseArch("conv 4; relu; gap; dense 2")
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.Build(a, nn.Shape{Height: 8, Width: 8, Channels: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a map of a global pool")
		}
	}()
	_, _ = export.Maps(net, []int{2}, "")
}
