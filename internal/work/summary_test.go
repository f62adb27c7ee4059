package work

import (
	"encoding/json"
	"fmt"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/testutil"
)

// numbered is a judgement whose figures are all different: cosine 0.01, 0.02 …,
// Euclidean 0.51, 0.52 …, own 1.01, 1.02 …, each with an interval of 0.001 to both sides.
func numbered() *judgement {
	next := 0.0
	figure := func() eval.Interval {
		next += 0.01
		return eval.Interval{Value: next, Lo: next - 0.001, Hi: next + 0.001}
	}
	r := &eval.Result{Verification: map[string]*eval.Verification{}, Neighbours: map[string]*eval.Neighbours{}}
	for i, name := range []string{"cosine", "euclidean", eval.Own} {
		next = 0.5 * float64(i)
		r.Verification[name] = &eval.Verification{
			Accuracy: figure(), HeldOutAccuracy: figure(), AUC: figure(), EER: figure(), TripletAccuracy: figure(),
		}
		r.Neighbours[name] = &eval.Neighbours{
			KNN5: figure(), ClassMean: figure(), Precision1: figure(), RPrecision: figure(), MAPR: figure(),
		}
	}
	return &judgement{result: r}
}

func TestSummaryTakesEachFigure(t *testing.T) {
	m := &model.Model{Meta: model.Meta{Loss: triplet.Spec{Name: "cosine", Formula: "relu(cos_ap - cos_an + 0.4)"}}, Net: nn.New([]int{2, 1}, 1)}
	b, err := json.Marshal(summarize(m, numbered(), eval.Options{Resamples: 1}, "m"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Intervals map[string]map[string][2]float64 `json:"intervals"`
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &fields) != nil || json.Unmarshal(b, &got) != nil {
		t.Fatal(string(b))
	}
	for i, name := range []string{"pair_accuracy", "pair_accuracy_held_out", "pair_auc", "pair_eer", "triplet_accuracy",
		"knn5_accuracy", "class_mean_accuracy", "precision_at_1", "r_precision", "map_at_r"} {
		var v map[string]float64
		if err := json.Unmarshal(fields[name], &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for distance, base := range map[string]float64{"cosine": 0.01, "euclidean": 0.51, eval.Own: 1.01} {
			want := fmt.Sprintf("%.3f", base+float64(i)*0.01)
			if got := fmt.Sprintf("%.3f", v[distance]); got != want {
				t.Errorf("%s by %s is %s, want %s", name, distance, got, want)
			}
			low := fmt.Sprintf("%.3f", base+float64(i)*0.01-0.001)
			if got := fmt.Sprintf("%.3f", got.Intervals[name][distance][0]); got != low {
				t.Errorf("interval of %s by %s begins at %s, want %s", name, distance, got, low)
			}
		}
	}
}

func TestWorstTriplets(t *testing.T) {
	im := &dataset.Images{N: 6, H: 1, W: 1, C: 1, Pix: []uint8{10, 11, 12, 13, 14, 15}, Labels: []int32{0, 0, 1, 1, 1, 0}, Classes: []string{"a", "b"}}
	triplets := &dataset.Triplets{Images: im, Index: [][3]int32{{0, 1, 2}, {2, 3, 0}, {3, 4, 5}}}
	d := evaluation.Distances{
		CosAP: []float32{0.1, 0.9, 0.5}, CosAN: []float32{0.8, 0.2, 0.4},
		EucAP: []float32{9, 1, 2}, EucAN: []float32{1, 8, 3},
	}
	j := &judgement{distances: d}
	j.decides.ap, j.decides.an = d.CosAP, d.CosAN
	worst := testutil.Must(worstTriplets(triplets, j))
	if len(worst) != 3 || worst[0].Anchor.Index != 2 || worst[1].Anchor.Index != 3 {
		t.Fatalf("by cosine: %+v", worst)
	}
	if w := worst[0]; w.Anchor.Class != "b" || w.Negative.Class != "a" || w.Positive.Pix[0] != 13 || w.CosAP != float64(float32(0.9)) || w.EucAN != 8 {
		t.Errorf("%+v", w)
	}
	j.decides.ap, j.decides.an = d.EucAP, d.EucAN
	if worst = testutil.Must(worstTriplets(triplets, j)); worst[0].Anchor.Index != 0 {
		t.Errorf("by Euclidean: %+v", worst)
	}
}

func TestShellWord(t *testing.T) {
	for in, want := range map[string]string{
		"runs/a-1": "runs/a-1", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$HOME": "'$HOME'", "目利き": "'目利き'",
	} {
		if got := ShellWord(in); got != want {
			t.Errorf("%q becomes %s, want %s", in, got, want)
		}
	}
}
