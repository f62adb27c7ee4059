package eye

import (
	"slices"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/export"
)

// TestFromModel: a network that was put together in memory is an eye with its name, taps and preprocessing, takes pictures of any
// size, and is the same one when it is written and read again.
func TestFromModel(t *testing.T) {
	a, err := nn.ParseArch("conv 6 5x5 /2; relu; avgpool; conv 8; relu; gap")
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.Build(a, nn.Shape{Height: 16, Width: 16, Channels: 3}, 1)
	if err != nil {
		t.Fatal(err)
	}
	m, err := export.Maps(net, []int{2, 4}, "mekiki test")
	if err != nil {
		t.Fatal(err)
	}
	p := nn.Preprocess{Range: 255, Mean: []float64{100, 110, 120}, Std: []float64{50}}
	e, err := FromModel(m, "none", "made in a test", p)
	if err != nil {
		t.Fatal(err)
	}
	if e.Name != "none" || e.Source != "made in a test" || !e.Preprocess.Equal(p) || !slices.Equal(e.Taps, []string{"layers.2", "layers.4"}) || e.Hash == "" || e.Producer != "mekiki test" {
		t.Errorf("%+v", e)
	}
	b, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Decode(b, "")
	if err != nil {
		t.Fatal(err)
	}
	pix := make([]uint8, 32*24*3)
	for i := range pix {
		pix[i] = uint8(i * 37)
	}
	look := func(e *Eye) [][]float32 {
		n, err := e.Net(Options{Height: 32, Width: 24}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if n.Taps[0].Stride != 4 || n.Taps[1].Channels != 8 {
			t.Errorf("taps %+v", n.Taps)
		}
		l := n.Looker()
		defer l.Close()
		return l.Look(pix)
	}
	first, second := look(e), look(again)
	for k := range first {
		if !slices.Equal(first[k], second[k]) || slices.Max(first[k]) == 0 {
			t.Errorf("tap %d differs once it was written, or sees nothing", k)
		}
	}
}
