package onnx

import (
	"slices"
	"strings"
	"testing"
)

// TestSizes builds one file for several sizes of picture and batch.
func TestSizes(t *testing.T) {
	for name, want := range map[string][]int{
		"flatten_by_shape":   {2, 3 * 6 * 8},
		"half_size_by_shape": {2, 3, 12, 16},
		"conv_norm_relu":     {2, 4, 4, 6}, // though the file says 1x3x4x5
		"conv_same_upper":    {2, 3, 3, 4},
	} {
		m := open(t, name)
		g, err := m.Graph(Options{Batch: 2, Height: 6, Width: 8})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := g.Outputs[0].Value.Shape; !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", name, got, want)
		}
	}
	m := open(t, "half_size_by_shape")
	if d := m.Inputs[0].Dims; d[0].String() != "N" || d[1].String() != "3" || d[2].Size != -1 {
		t.Errorf("%v", d)
	}
	g, err := m.Graph(Options{Height: 6, Width: 8})
	if err != nil || g.Inputs[0].Shape[0] != 1 {
		t.Errorf("an open batch is %v, %v", g, err)
	}
	if _, err := open(t, "squeeze_opset11").Graph(Options{Batch: 2}); err == nil || !strings.Contains(err.Error(), "which is not 1") {
		t.Errorf("a network fixed to one picture: %v", err)
	}
}
