package work

import (
	"math"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
)

// lineUp is a network of one weight that embeds a picture of one value as that value, and
// triplets of such pictures with these values.
func lineUp(t *testing.T, values ...[3]float32) (*model.Model, train.Split) {
	t.Helper()
	net := nn.New([]int{1, 1}, 1)
	net.SetValues(0, []float32{1})
	im := &dataset.Images{H: 1, W: 1, C: 1}
	val := &dataset.Triplets{Images: im}
	for i, v := range values {
		im.F32 = append(im.F32, v[:]...)
		val.Index = append(val.Index, [3]int32{int32(3 * i), int32(3*i + 1), int32(3*i + 2)})
	}
	im.N = len(im.F32)
	m := &model.Model{Net: net, Meta: model.Meta{Loss: triplet.Spec{Formula: "relu(euc_ap - euc_an + 1)"}, Data: model.Data{Name: "parts", Fingerprint: "0f"}}}
	m.Meta.StateMeasure()
	return m, train.Split{Val: val}
}

// TestDecideChoosesOnValidation by the validation triplets alone: there is no test part.
func TestDecideChoosesOnValidation(t *testing.T) {
	m, split := lineUp(t, [3]float32{0, 1, 4}, [3]float32{0, 2, 8}, [3]float32{0, 6, 16})
	for _, c := range []struct {
		cfg                train.Config
		threshold          float64
		accepted, rejected int
	}{
		{train.Config{FalseAccept: 0.1}, 3, 0, 1},
		{train.Config{FalseAccept: 0.34}, 7, 1, 0},
		{train.Config{FalseAccept: 0.1, Costs: "1:2"}, 7, 1, 0},
		{train.Config{FalseAccept: 0.1, Costs: "2:1"}, 3, 0, 1},
	} {
		if err := decide(t.Context(), &desk.Desk{Sink: desk.Silent{}}, m, split, c.cfg); err != nil {
			t.Fatal(err)
		}
		d := m.Meta.Decision
		if math.Abs(*d.Threshold-c.threshold) > 1e-6 || d.ChosenOn.Accepted != c.accepted || d.ChosenOn.Rejected != c.rejected {
			t.Errorf("%+v: %v, %+v", c.cfg, *d.Threshold, d.ChosenOn)
		}
		if (d.Costs != nil) != (c.cfg.Costs != "") || d.ChosenOn.Pairs != 6 || d.ChosenOn.Pictures != 9 || d.ChosenOn.Data != "parts" || d.ChosenOn.Fingerprint != "0f" {
			t.Errorf("%+v: %+v, %+v", c.cfg, d, d.ChosenOn)
		}
	}
}

// TestDecideLeavesOut what no threshold can be chosen for.
func TestDecideLeavesOut(t *testing.T) {
	m, split := lineUp(t, [3]float32{0, 1, 4})
	m.Meta.Decision = nil // as of a loss that stands for no distance
	if err := decide(t.Context(), &desk.Desk{Sink: desk.Silent{}}, m, split, train.Config{FalseAccept: 0.1}); err != nil || m.Meta.Decision != nil {
		t.Errorf("%v, %+v", err, m.Meta.Decision)
	}
}
