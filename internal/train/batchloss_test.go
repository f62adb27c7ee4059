package train

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/dataset"
	"mekiki/internal/metric/batch"
)

func TestEveryLossOverBatchesTrains(t *testing.T) {
	for _, loss := range append(batch.Names(), "contrastive(0.8*cos + 0.02*euc)", "relu(cos_ap - cos_an + 0.3)", "combined-threshold") {
		j := batchJob(t, loss)
		j.Config.Sampler = samplerPK
		m := mustRun(t, j)
		h := m.Meta.Training.History
		if end := h[len(h)-1]; end.ValAccuracy < 0.5 || end.Live <= 0 || end.Live > 1 {
			t.Errorf("%s: %+v", loss, h)
		}
	}
	for _, miner := range batch.MinerNames() {
		for _, reducer := range batch.ReducerNames() {
			j := batchJob(t, "cosine")
			j.Config.Miner, j.Config.Reducer = miner, reducer
			m := mustRun(t, j)
			if h := m.Meta.Training.History; h[len(h)-1].ValAccuracy < 0.5 || m.Meta.Batch.Miner != miner || m.Meta.Batch.Reducer != reducer {
				t.Errorf("%s, %s: %+v, %+v", miner, reducer, h, m.Meta.Batch)
			}
		}
	}
}

// What a formula learns or has fitted goes through a stop unchanged, into the model.
func TestLearnedAndFittedLossesOnBatches(t *testing.T) {
	const learns = "let m = learn(0.4, 0.1, 2); let w = learn(0.5, 0, 1); relu(w*(cos_ap - cos_an) + m) + 0.1*(2 - m)"
	for _, loss := range []string{learns, "relu(mah_ap - mah_an + 1)"} {
		j := batchJob(t, loss)
		j.Config.Miner, j.Config.LearningRate = "all", 0.02
		want := mustRun(t, j)
		switch {
		case loss == learns && (want.Meta.Loss.Params["m"] == 0.4 || want.Meta.Loss.Params["w"] == 0.5):
			t.Errorf("nothing was learned: %v", want.Meta.Loss.Params)
		case loss != learns && want.Meta.Loss.Mahalanobis.Dim() != 8:
			t.Errorf("%s: no state in the model", loss)
		}
		j.Dir, j.Config.CheckpointEvery = t.TempDir(), time.Nanosecond
		ctx, cancel := context.WithCancel(context.Background())
		left := 15
		j.Events = func(e Event) {
			if left--; e.Kind == Checkpoint && left < 0 {
				cancel()
			}
		}
		if _, err := run(ctx, j); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		cancel()
		j.Resume, j.Events = true, nil
		got := mustRun(t, j)
		if diff := cmp.Diff(want.Meta.Loss, got.Meta.Loss); diff != "" || got.WeightsSHA256() != want.WeightsSHA256() {
			t.Errorf("%s (-whole +resumed):\n%s", loss, diff)
		}
	}
}

// A last batch of one picture has nothing to compare, and must not count as loss 0.
func TestHeldOutBatchesWithoutPairsDoNotCount(t *testing.T) {
	j := batchJob(t, "cosine")
	s := mustStart(t, j)
	defer s.Close()
	b := s.method.(*batches)
	size, dim := b.sampler.Size(), b.net.Dim()
	b.val.query, b.val.labels = b.val.query[:size], b.val.labels[:size]
	emb := make([]float32, (size+1)*dim)
	b.net.Embed(emb[:size*dim], source(b.images), b.val.query, 1)
	want := b.val.loss(b, emb, dim)
	b.val.query, b.val.labels = b.val.query[:size+1], b.val.labels[:size+1]
	if got := b.val.loss(b, emb, dim); got != want || want == 0 {
		t.Errorf("loss %v, without the last picture %v", got, want)
	}
	if b.val.query = b.val.query[:1]; b.val.loss(b, emb, dim) != 0 {
		t.Error("one picture has a loss")
	}
}

func TestParametersOfLossAndMiner(t *testing.T) {
	j := batchJob(t, "let a = 0.4; relu(cos_ap - cos_an + a)")
	c := j.Config
	c.Miner = "semi-hard"
	c.Params = map[string]float64{"a": 0.5, "m": 0.1}
	own, mining, err := c.partParams()
	if err != nil || !maps.Equal(own, map[string]float64{"a": 0.5}) || !maps.Equal(mining, map[string]float64{"m": 0.1}) {
		t.Errorf("%v, %v, %v", err, own, mining)
	}
	// A name that both have is the loss's: contrastive has no miner, a formula may say m.
	c.Loss = "let m = 0.4; relu(cos_ap - cos_an + m)"
	c.Params = map[string]float64{"m": 0.1}
	if own, mining, err = c.partParams(); err != nil || own["m"] != 0.1 || len(mining) > 0 {
		t.Errorf("%v, %v, %v", err, own, mining)
	}
	if of := c.MinerParameters(); len(of) != 1 || of[0].Name != "m" {
		t.Errorf("%+v", of)
	}
	for want, change := range map[string]func(*Config){
		"leave the miner out":       func(c *Config) { c.Loss, c.Params, c.Miner = "supcon", nil, "all" },
		"leave the reducer out":     func(c *Config) { c.Loss, c.Params, c.Miner, c.Reducer = "supcon", nil, "", "mean" },
		`did you mean "semi-hard"?`: func(c *Config) { c.Miner = "semihard" },
		`did you mean "mean"?`:      func(c *Config) { c.Reducer = "men" },
		`unknown parameter "q"`:     func(c *Config) { c.Params = map[string]float64{"q": 1} },
		"must lie within":           func(c *Config) { c.Loss, c.Miner, c.Params = "normface", "", map[string]float64{"s": -1} },
	} {
		k := c
		change(&k)
		k.Complete()
		if err := k.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	for loss, want := range map[string]string{"normface": "cos", "contrastive(euc)": "euc", "euclidean": "euc", "combined": "0.8*cos + 0.02*euc", "combined-as-printed": ""} {
		c.Loss, c.Miner, c.Reducer, c.Params = loss, "", "", nil
		c.Complete()
		if o, err := c.Objective(); err != nil || o.Decision() != want {
			t.Errorf("%s stands for %q, want %q", loss, o.Decision(), want)
		}
	}
}

// TestLabelsWithGaps: only classes that there are have weights, and the same labels
// without gaps train the same.
func TestLabelsWithGaps(t *testing.T) {
	for _, loss := range []string{"normface", "proxy-anchor"} {
		j := batchJob(t, loss)
		want := mustRun(t, j)
		j.Dir = t.TempDir()
		im := *j.Data.Train.Images
		im.Labels = slices.Clone(im.Labels)
		for i, c := range im.Labels {
			im.Labels[i] = 3 + 1000*c
		}
		im.Classes = nil
		for _, part := range []*dataset.Triplets{j.Data.Train, j.Data.Val, j.Data.Test} {
			part.Images = &im
		}
		s := mustStart(t, j)
		if w, _ := s.method.(*batches).loss.loss.Weights(); len(w) != 5*8 {
			t.Errorf("%s: %d weights of 5 classes and 8 values", loss, len(w))
		}
		m, err := s.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if m.WeightsSHA256() != want.WeightsSHA256() {
			t.Errorf("%s: gaps between labels change the weights", loss)
		}
	}
}

// TestSemiHardIsNotStuck: its loss lies near the margin because of what it picks.
func TestSemiHardIsNotStuck(t *testing.T) {
	for miner, want := range map[string]float64{"all": 0.4, "distance-weighted": 0.4, "semi-hard": 0, "batch-hard": 0, "batch-easy-hard": 0} {
		j := batchJob(t, "cosine")
		j.Config.Miner = miner
		if got := mustStart(t, j).method.(*batches).loss.loss.AtMargin(); got != want {
			t.Errorf("%s: %v, want %v", miner, got, want)
		}
	}
}
