package onnx

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/onnx/wire"
)

// TestCut keeps what a tap needs, and nothing else.
func TestCut(t *testing.T) {
	w := &wire.Model{Producer: "test", Opset: map[string]int{"": 18, "other": 3}, Graph: wire.Graph{
		Inputs:  []wire.ValueInfo{{Name: "x", Type: wire.Float, Dims: []wire.Dim{{Size: 1}, {Size: 2}}}, {Name: "unused", Type: wire.Float, Dims: []wire.Dim{{Size: 1}}}},
		Outputs: []wire.ValueInfo{{Name: "y", Type: wire.Float}},
		Nodes: []wire.Node{
			{Op: "Add", Inputs: []string{"x", "a"}, Outputs: []string{"p"}}, {Op: "Mul", Inputs: []string{"x", "b"}, Outputs: []string{"q"}},
			{Op: "LSTM", Inputs: []string{"p", "q"}, Outputs: []string{"y"}},
		},
		Initializers: []wire.Tensor{wire.NewFloats("a", []int{1}, []float32{1}), wire.NewFloats("b", []int{1}, []float32{2})},
	}}
	cut, err := Cut(w, []string{"q"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := wire.Parse(wire.Encode(cut))
	if err != nil {
		t.Fatal(err)
	}
	g := again.Graph
	if len(g.Nodes) != 1 || g.Nodes[0].Op != "Mul" || len(g.Initializers) != 1 || g.Initializers[0].Name != "b" || len(g.Inputs) != 1 || g.Outputs[0].Name != "q" || len(again.Opset) != 1 {
		t.Errorf("%+v", again)
	}
	if len(w.Graph.Nodes) != 3 || len(w.Graph.Initializers) != 2 {
		t.Error("the whole network was changed")
	}
	for tap, want := range map[string]string{"x": "an input or a constant", "a": "an input or a constant", "z": "no value"} {
		if _, err := Cut(w, []string{tap}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", tap, err)
		}
	}
	if !slices.Equal(wire.Encode(cut), wire.Encode(cut)) || bytes.Contains(wire.Encode(cut), []byte("LSTM")) {
		t.Error("bytes")
	}
}
