package evaluation

import (
	"math"
	"strings"
	"testing"

	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/testutil/webpage"
)

// batchExample is the example of a convolutional network that learned from whole
// batches by a loss that is no formula.
func batchExample(n int) *Page {
	d := example(n)
	m := &d.Meta
	m.Network = model.Network{Arch: "conv 32; norm; relu; maxpool; residual(conv 64; norm; relu; conv 64; norm); relu; " +
		"residual(conv 64; norm; relu; conv 64; norm); relu; residual(conv 64; norm; relu; conv 64; norm); relu; " +
		"residual(conv 128 /2; norm; relu; conv 128; norm); relu; conv 160 1x1; relu; gap; dropout 0.3; dense 128"}
	m.Loss = triplet.Spec{}
	m.Batch = &model.BatchTraining{
		Preset: "cnn", Loss: "multi-similarity", Params: map[string]float64{"alpha": 2, "beta": 40, "base": 0.5},
		Miner: "easy-hard", Reducer: "mean of non-zero", Sampler: "10 classes x 32 pictures", HeldOut: 5000,
	}
	t := &m.Training
	for i := range t.History {
		e := &t.History[i]
		e.ValLoss, e.Live, e.Seconds, e.ValAccuracy = 0, 0, 61, 0.935-0.1*math.Exp(-float64(i)/3)
	}
	t.ValLoss, t.TripletsPerSecond, t.Seconds, t.PicturesPerSecond, t.ValAccuracy = 0, 0, 14*61, 912, t.History[11].ValAccuracy
	d.Eval.Own, d.Eval.OwnNote = "", "no figures: the loss multi-similarity is no formula of distances and stands for none, so cosine decides"
	return d
}

func TestPageOfABatchModel(t *testing.T) {
	page := html(t, batchExample(30))
	for _, want := range []string{
		"fashion-mnist, multi-similarity loss", "learned from batches of pictures of fashion-mnist in 14 epochs",
		"On 30 triplets of pictures held back from training", "by cosine distance",
		"Accuracy over time", "minutes of training", "912 pictures/s", "93.2\u00a0%",
		"one network: 477,440 parameters, 105.3 MFLOP for a picture", "a batch of pictures", "28 × 28 pixels → (N, 28, 28, 1)",
		"loss over the batch: multi-similarity", "settings: alpha 2, base 0.5, beta 40", "miner: easy-hard",
		"By the loss&#39;s own distance, no figures: the loss multi-similarity",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, not := range []string{"validation loss", "Validation loss", "Live triplets", "triplets/s", "Anchor, positive and negative go"} {
		if strings.Contains(page, not) {
			t.Errorf("the page says %q", not)
		}
	}
	webpage.Nested(t, page)
	asJSON(t, batchExample(30))
	if strings.Contains(html(t, example(30)), "Accuracy over time") {
		t.Error("a curve of accuracy where none was measured")
	}
}

func TestAccuracyOverTime(t *testing.T) {
	d := batchExample(10)
	d.Meta.Training.History = []model.Epoch{{Epoch: 1, Seconds: 0.2, ValAccuracy: 0.5}, {Epoch: 2, Seconds: 0.2}, {Epoch: 3, Seconds: 0.2, ValAccuracy: 0.7}}
	d.Meta.Training.BestEpoch = 3
	check := func(parts ...string) {
		t.Helper()
		f := d.accuracyFigure()
		if f == nil || f.Missing != "" {
			t.Fatalf("figure %+v", f)
		}
		for _, want := range parts {
			if !strings.Contains(string(f.SVG), want) {
				t.Errorf("the figure lacks %q", want)
			}
		}
	}
	check("seconds of training", ">0.4<", "kept: epoch 3", ">60<")
	for i := range d.Meta.Training.History {
		d.Meta.Training.History[i].Seconds = 240
	}
	check("minutes of training", ">4<", ">12<", "kept: epoch 3")
}
