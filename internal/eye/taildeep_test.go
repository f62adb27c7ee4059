package eye

import (
	"fmt"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// TestTailOfManyBlocks: blocks one behind the other are read one by one, whichever of the two summands comes
// first in the file.
func TestTailOfManyBlocks(t *testing.T) {
	const blocks = 60
	b := onnxBytes(func(m *wire.Model) {
		m.Properties = []wire.Property{{Key: preprocessKey, Value: `{}`}, {Key: tapsKey, Value: fmt.Sprintf(`["y%d"]`, blocks)}}
		m.Graph.Nodes = m.Graph.Nodes[:1]
		last := "y"
		for i := range blocks {
			w, bias, body, sum := fmt.Sprint("w", i), fmt.Sprint("b", i), fmt.Sprint("u", i), fmt.Sprint("y", i+1)
			m.Graph.Initializers = append(m.Graph.Initializers, wire.NewFloats(w, []int{2, 2, 1, 1}, make([]float32, 4)), wire.NewFloats(bias, []int{2}, make([]float32, 2)))
			in := []string{body, last}
			if i%2 == 1 {
				in = []string{last, body}
			}
			m.Graph.Nodes = append(m.Graph.Nodes, wire.Node{Op: "Conv", Inputs: []string{last, w, bias}, Outputs: []string{body}}, wire.Node{Op: "Add", Inputs: in, Outputs: []string{sum}})
			last = sum
		}
	})
	e, err := Decode(b, "deep")
	if err != nil {
		t.Fatal(err)
	}
	tail, err := e.Tail("y", Options{Height: 8, Width: 8})
	if err != nil {
		t.Fatal(err)
	}
	if len(tail.Layer.Body) != blocks+1 || tail.Layer.Body[0].Kind != nn.Residual {
		t.Errorf("%d layers: %s", len(tail.Layer.Body), tail.Layer)
	}
}
