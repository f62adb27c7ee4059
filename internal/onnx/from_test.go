package onnx

import (
	"bytes"
	"testing"

	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// TestFrom uses a network that was put together in memory, and the same from the bytes
// of a file.
func TestFrom(t *testing.T) {
	w := &wire.Model{
		Producer: "test", Opset: map[string]int{"": 17}, Properties: []wire.Property{{Key: "k", Value: "1"}, {Key: "k", Value: "2"}},
		Graph: wire.Graph{
			Inputs:       []wire.ValueInfo{{Name: "x", Type: wire.Float, Dims: []wire.Dim{{Size: -1, Symbol: "N"}, {Size: 2}}}},
			Outputs:      []wire.ValueInfo{{Name: "y", Type: wire.Float}},
			Nodes:        []wire.Node{{Op: "Reshape", Inputs: []string{"w", "s"}, Outputs: []string{"m"}}, {Op: "MatMul", Inputs: []string{"x", "m"}, Outputs: []string{"y"}}},
			Initializers: []wire.Tensor{wire.NewFloats("w", []int{4}, []float32{1, 2, 3, 4}), wire.NewInts("s", []int{2}, []int64{2, -1})},
		},
	}
	read, err := Read(bytes.NewReader(wire.Encode(w)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	made, err := From(w)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Graph.Initializers) != 2 {
		t.Error("From took the weights away")
	}
	for _, m := range []*Model{made, read} {
		if len(m.Properties) != 1 || m.Properties["k"] != "2" {
			t.Errorf("properties %v", m.Properties)
		}
		g, err := m.Graph(Options{})
		if err != nil {
			t.Fatal(err)
		}
		x := eval.Zeros(g.Inputs[0].Type)
		x.F[0], x.F[1] = 10, 1
		var y []float64
		if err := eval.Graph(g, []*eval.Array{x}, func(_ *graph.Value, a *eval.Array) { y = a.F }); err != nil {
			t.Fatal(err)
		}
		if len(y) != 2 || y[0] != 13 || y[1] != 24 {
			t.Errorf("%v, not 13 24", y)
		}
	}
}
