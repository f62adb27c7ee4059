package onnx

import "testing"

func TestDescribe(t *testing.T) {
	m := open(t, "conv_stride_pads") // kernel 3x3, stride 2 and 1, dilation 2 and 1
	g, err := m.Graph(Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := Describe(g)
	if len(l) != 1 || l[0].Name != "y" || l[0].Op != "Conv" || l[0].Channels != 3 || l[0].Stride != 2 || l[0].Field != 5 {
		t.Errorf("%+v", l)
	}
	if want := 2 * float64(g.Nodes[0].Out[0].Len()*4*9) / 1e6; l[0].MFLOP != want {
		t.Errorf("%g MFLOP, not %g", l[0].MFLOP, want)
	}
	for name, want := range map[string]Layer{
		"pad_relu_maxpool":   {Channels: 3, Stride: 2, Field: 3},
		"half_size_by_shape": {Channels: 3, Stride: 0.5, Field: 1},
		"global_average":     {Channels: 4},
		"flatten_by_shape":   {Channels: 60},
		"conv_norm_relu":     {Channels: 4, Stride: 1, Field: 3},
	} {
		m := open(t, name)
		g, err := m.Graph(Options{Height: openSize(m, 2), Width: openSize(m, 3)})
		if err != nil {
			t.Fatal(err)
		}
		l := Describe(g)
		if got := l[len(l)-1]; got.Channels != want.Channels || got.Stride != want.Stride || got.Field != want.Field {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
