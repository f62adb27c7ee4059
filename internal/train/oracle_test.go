package train

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
)

// TestStepsFollowPyTorch follows twelve steps of the combined loss that PyTorch
// computed in float64: testdata/oracle.py.
func TestStepsFollowPyTorch(t *testing.T) {
	text, err := os.ReadFile("testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Widths          []int
		Pictures        []int
		Triplets        [][][3]int32
		LearningRate    float64 `json:"learning_rate"`
		Weights, Biases [][]float32
		Losses          []float64
		Final           [][]float64
	}
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	src := nn.Source{Size: o.Widths[0]}
	for _, v := range o.Pictures {
		src.U8 = append(src.U8, uint8(v))
	}
	net := nn.New(o.Widths, 1)
	for l := range net.Layers() {
		net.SetLayer(l, o.Weights[l], o.Biases[l])
	}
	loss, err := triplet.Compile[float32](triplet.Spec{Formula: "0.8*relu(cos_ap - cos_an + 0.4) + 0.5*relu(euc_ap - euc_an - 0.05)"})
	if err != nil {
		t.Fatal(err)
	}
	tr := nn.NewTripletTrainer(net, nn.TripletOptions{Batch: len(o.Triplets[0]), Workers: 2, Chunk: 7, Adam: nn.KerasAdam(o.LearningRate), Loss: (&triplets{loss: loss}).losses})
	defer tr.Close()
	for i, batch := range o.Triplets {
		if got := tr.Step(src, batch).Loss; math.Abs(got-o.Losses[i]) > 2e-6 {
			t.Errorf("step %d: loss %.8f, PyTorch %.8f", i+1, got, o.Losses[i])
		}
	}
	for l := range o.Final {
		for i, got := range net.Weight(l) {
			// Adam divides by the root of the second moment, so an error of a
			// tiny gradient can move a weight by a share of the rate.
			if math.Abs(float64(got)-o.Final[l][i]) > 5e-5 {
				t.Fatalf("layer %d weight %d: %v, PyTorch %v", l, i, got, o.Final[l][i])
			}
		}
	}
}
