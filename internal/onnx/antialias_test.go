package onnx

import (
	"math"
	"testing"

	"mekiki/internal/onnx/wire"
)

// TestAntialias resizes a constant as torch.nn.functional.interpolate(antialias=True)
// does, version 2.15.0: ((7i²+3j³-11ij) mod 17)/4 for i < 6, j < 5, to 4x3 and 7x3. The
// one that looks outside is as onnx.reference of onnx 1.23.2 has it.
func TestAntialias(t *testing.T) {
	table := make([]float32, 30)
	for p := range table {
		i, j := p/5, p%5
		table[p] = float32(((i*i*7+3*j*j*j-i*j*11)%17+17)%17) / 4
	}
	for _, c := range []struct {
		mode   string
		inside int64
		h      int64
		want   []float64
	}{
		{"cubic", 1, 4, []float64{1.114861, 2.148733, 1.527663, 2.831564, 2.183155, 1.952297, 2.845706, 2.326987, 2.079173, 1.256758, 1.631606, 2.32747}},
		{"linear", 1, 4, []float64{1.21875, 2.048611, 1.584822, 2.694445, 2.188272, 2.0, 2.769841, 2.265432, 2.071429, 1.370536, 1.694445, 2.267857}},
		{"cubic", 1, 7, []float64{
			0.152809, 1.940888, 2.207321, 2.332121, 2.393017, 0.750286, 2.655366, 2.198196, 2.136172, 3.091827, 2.011991, 2.355289, 2.982629, 2.348594, 1.84378,
			1.500043, 2.404445, 2.42519, 1.111833, 0.997015, 2.240955,
		}},
		{"cubic", 0, 4, []float64{1.042393, 2.166956, 1.518379, 2.833233, 2.181866, 1.96256, 2.862688, 2.338209, 2.050556, 1.273461, 1.594611, 2.34124}},
	} {
		attrs := []wire.Attr{
			{Name: "mode", Type: wire.AttrString, Text: c.mode}, {Name: "antialias", Type: wire.AttrInt, Int: 1},
			{Name: "exclude_outside", Type: wire.AttrInt, Int: c.inside}, {Name: "cubic_coeff_a", Type: wire.AttrFloat, Float: -0.5},
		}
		w := &wire.Model{Opset: map[string]int{"": 18}, Graph: wire.Graph{
			Inputs:       []wire.ValueInfo{{Name: "x", Type: wire.Float, Dims: []wire.Dim{{Size: 1}, {Size: 1}, {Size: c.h}, {Size: 3}}}},
			Outputs:      []wire.ValueInfo{{Name: "y", Type: wire.Float}, {Name: "r", Type: wire.Float}},
			Nodes:        []wire.Node{{Op: "Resize", Inputs: []string{"w", "", "", "s"}, Outputs: []string{"r"}, Attrs: attrs}, {Op: "Add", Inputs: []string{"x", "r"}, Outputs: []string{"y"}}},
			Initializers: []wire.Tensor{wire.NewFloats("w", []int{1, 1, 6, 5}, table), wire.NewInts("s", []int{4}, []int64{1, 1, c.h, 3})},
		}}
		m, err := From(w)
		if err != nil {
			t.Fatal(err)
		}
		g, err := m.Graph(Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := g.Outputs[1].Value.Const
		if got == nil || got.Len() != len(c.want) {
			t.Fatalf("%s: %v", c.mode, got)
		}
		for i, v := range got.F {
			if math.Abs(float64(v)-c.want[i]) > 2e-6 {
				t.Errorf("%s to %d rows: value %d is %g, not %g", c.mode, c.h, i, v, c.want[i])
			}
		}
		if _, err := m.Graph(Options{Taps: []string{"r"}}); err != nil {
			t.Error(err)
		}
		// Of a picture it is not read.
		w.Graph.Nodes[0].Inputs[0] = "x"
		w.Graph.Inputs[0].Dims[2].Size = 20
		if m, err = From(w); err == nil {
			_, err = m.Graph(Options{Taps: []string{"r"}})
		}
		if err == nil {
			t.Error("the resize of a picture was read")
		}
	}
}
