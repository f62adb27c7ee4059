package nn

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// TestBatchStepsFollowPyTorch runs the ten steps of testdata/batch.py for its
// networks; the second's convolutions are computed by tiles, the third is the tail of an eye.
func TestBatchStepsFollowPyTorch(t *testing.T) {
	for _, name := range []string{"batch", "tiles", "tail"} {
		t.Run(name, func(t *testing.T) { followPyTorch(t, "testdata/"+name+".json") })
	}
}

func followPyTorch(t *testing.T, file string) {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Arch        string               `json:"arch"`
		Shape       [3]int               `json:"shape"`
		Pictures    []float32            `json:"pictures"`
		Rows        [][]int32            `json:"rows"`
		Rates       []float64            `json:"rates"`
		Clip        float64              `json:"clip"`
		WeightDecay float64              `json:"weight_decay"`
		Start       map[string][]float32 `json:"start"`
		Losses      []float64            `json:"losses"`
		Norms       []float64            `json:"norms"`
		End         map[string][]float32 `json:"end"`
		Embeddings  []float32            `json:"embeddings"`
	}
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	n, err := Build(parsed(t, o.Arch), Shape{o.Shape[0], o.Shape[1], o.Shape[2]}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Tensors()) != len(o.Start) {
		t.Errorf("%d tensors, PyTorch has %d", len(n.Tensors()), len(o.Start))
	}
	for i, tensor := range n.Tensors() {
		v, ok := o.Start[tensor.Name]
		if !ok {
			t.Fatalf("PyTorch has no %s", tensor.Name)
		}
		n.SetValues(i, v)
	}
	src := Source{Size: n.Inputs(), F32: o.Pictures}
	tr := NewBatchTrainer(n, BatchOptions{Batch: len(o.Rows[0]), Optimizer: DefaultAdamW(o.WeightDecay), Clip: o.Clip, Loss: squareLoss})
	defer tr.Close()
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if d := math.Abs(got - want); !(d <= tolerance*(1+math.Abs(want))) {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	for s, rows := range o.Rows {
		r := tr.Step(src, rows, o.Rates[s])
		near("loss", r.Loss, o.Losses[s], 1e-4)
		near("length of the gradient", r.Norm, o.Norms[s], 1e-3)
	}
	for i, tensor := range n.Tensors() {
		for k, v := range n.Values(i) {
			near(tensor.Name, float64(v), float64(o.End[tensor.Name][k]), 2e-3)
		}
	}
	got := make([]float32, len(o.Embeddings))
	n.Embed(got, src, nil, 2)
	for i, v := range got {
		near("embedding", float64(v), float64(o.Embeddings[i]), 2e-3)
	}
}
