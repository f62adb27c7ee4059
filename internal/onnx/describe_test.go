package onnx

import (
	"bytes"
	"slices"
	"testing"
)

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
		"pad_relu_maxpool":   {Channels: 3, Stride: 2, Field: 3, Places: []int{2, 2}},
		"half_size_by_shape": {Channels: 3, Stride: 0.5, Field: 1, Places: []int{8, 10}},
		"global_average":     {Channels: 4, Places: []int{1, 1}},
		"flatten_by_shape":   {Channels: 60},
		"conv_norm_relu":     {Channels: 4, Stride: 1, Field: 3, Places: []int{2, 3}, Parameters: 4*3*9 + 4},
	} {
		m := open(t, name)
		g, err := m.Graph(Options{Height: openSize(m, 2), Width: openSize(m, 3)})
		if err != nil {
			t.Fatal(err)
		}
		l := Describe(g)
		if got := l[len(l)-1]; got.Channels != want.Channels || got.Stride != want.Stride || got.Field != want.Field || got.Parameters != want.Parameters || !slices.Equal(got.Places, want.Places) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestDescribeGate: places that are weighed by all of the picture are as far apart as before.
func TestDescribeGate(t *testing.T) {
	b := file([]int{1, 3, 8, 8}, 1, opNode("MaxPool", "x", "p", 5, msg(1, "kernel_shape", 8, 2, 8, 2, 20, 7), 5, msg(1, "strides", 8, 2, 8, 2, 20, 7)),
		1, opNode("GlobalAveragePool", "p", "m"), 1, opNode("Sigmoid", "m", "s"), 1, opNode("Mul", "p s", "y"))
	m, err := Read(bytes.NewReader(b), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	g, err := m.Graph(Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := Describe(g)
	if got := l[len(l)-1]; got.Stride != 2 || got.Field != 0 || l[1].Stride != 0 {
		t.Errorf("%+v", l)
	}
}

// TestSharedParameters count once, with the layer that takes them first.
func TestSharedParameters(t *testing.T) {
	b := file([]int{1, 3}, 5, weight("w", 1, 3, 9, make([]byte, 12)), 1, opNode("Mul", "x w", "a"), 1, opNode("Sin", "a", "s"), 1, opNode("Mul", "s w", "y"))
	m, err := Read(bytes.NewReader(b), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	g, err := m.Graph(Options{Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	if l := Describe(g); len(l) != 3 || l[0].Parameters != 3 || l[1].Parameters != 0 || l[2].Parameters != 0 {
		t.Errorf("%+v", l)
	}
}
