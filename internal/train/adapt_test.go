package train

import (
	"testing"

	"pgregory.net/rapid"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric/batch"
)

func none(string) bool { return false }

// TestNothingToAdapt: Fashion-MNIST and its sample keep the settings of every preset,
// for their weights stay what they were.
func TestNothingToAdapt(t *testing.T) {
	for _, triplets := range []int{30_000, 3700} {
		for _, name := range PresetNames() {
			cfg, err := Preset(name, "")
			if err != nil {
				t.Fatal(err)
			}
			cfg.Complete()
			was := cfg
			rest, _ := dataset.TrainTestSplit(triplets, cfg.TestSize, 42)
			own, _ := dataset.TrainTestSplit(len(rest), cfg.ValSize, 42)
			items := len(own)
			if cfg.Batched() {
				items = 2*triplets - 3*(triplets-len(own)) // or more: some stand in two
			}
			if c := append(cfg.AdaptSplit(triplets, none), cfg.AdaptBatch(items, 10, none)...); c != nil || firstDifference(was, cfg) != "" {
				t.Errorf("%s of %d triplets: %v", name, triplets, c)
			}
		}
	}
}

func TestAdaptedToLittleData(t *testing.T) {
	for _, c := range []struct {
		preset   string
		triplets int
		says     string
	}{
		{"article", 207, "test-size 0.15 instead of 0.05, val-size 0.06 instead of 0.05, batch 8 instead of 64, patience 5 instead of 2"},
		{"article", 60, "test-size 0.25 instead of 0.05, val-size 0.15 instead of 0.05, batch 4 instead of 64, patience 10 instead of 2"},
		{"article", 10, "test-size 0.25 instead of 0.05, val-size 0.15 instead of 0.05, batch 4 instead of 64, patience 10 instead of 2"},
		{"article", 4, "test-size 0.25 instead of 0.05, val-size 0.15 instead of 0.05, batch 2 instead of 64, patience 10 instead of 2"},
		{"article", 1000, "batch 32 instead of 64, patience 4 instead of 2"},
		{"mlp", 207, "test-size 0.15 instead of 0.02, val-size 0.05 instead of 0.01, batch 16 instead of 128"},
	} {
		cfg, err := Preset(c.preset, "")
		if err != nil {
			t.Fatal(err)
		}
		cfg.Complete()
		changed := cfg.AdaptSplit(c.triplets, none)
		rest, _ := dataset.TrainTestSplit(c.triplets, cfg.TestSize, 42)
		own, _ := dataset.TrainTestSplit(len(rest), cfg.ValSize, 42)
		changed = append(changed, cfg.AdaptBatch(len(own), 2, none)...)
		if got := lang.List(changed).String(); got != c.says {
			t.Errorf("%s of %d triplets: %s, want %s", c.preset, c.triplets, got, c.says)
		}
	}
}

// TestGivenSettingsWin: whatever the user chose stays, however bad.
func TestGivenSettingsWin(t *testing.T) {
	cfg, err := Preset("article", "")
	if err != nil {
		t.Fatal(err)
	}
	was := cfg
	all := func(string) bool { return true }
	if c := append(cfg.AdaptSplit(20, all), cfg.AdaptBatch(15, 2, all)...); c != nil || firstDifference(was, cfg) != "" {
		t.Errorf("changed %v", c)
	}
	cfg.AdaptSplit(20, func(key string) bool { return key == "test-size" })
	if cfg.TestSize != was.TestSize || cfg.ValSize == was.ValSize {
		t.Errorf("test-size %v, val-size %v", cfg.TestSize, cfg.ValSize)
	}
}

// TestAdaptedFits: whatever the size of the data, there is something to train on, and
// the batch fits it and the settings of the sampler.
func TestAdaptedFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pk := rapid.Bool().Draw(t, "pk")
		loss := map[bool]string{true: "cosine"}[pk]
		cfg, err := Preset(rapid.SampledFrom(PresetNames()).Draw(t, "preset"), loss)
		if err != nil {
			t.Fatal(err)
		}
		if pk {
			cfg.Miner, cfg.Sampler = batch.DefaultMiner, samplerPK
			cfg.Classes, cfg.PerClass = rapid.SampledFrom([]int{0, 2, 3}).Draw(t, "classes"), rapid.SampledFrom([]int{0, 2, 8}).Draw(t, "per class")
		}
		cfg.Complete()
		n := rapid.IntRange(3, 3000).Draw(t, "triplets")
		cfg.AdaptSplit(n, none)
		rest, test := dataset.TrainTestSplit(n, cfg.TestSize, 42)
		own, val := dataset.TrainTestSplit(len(rest), cfg.ValSize, 42)
		if len(own) == 0 || len(val) == 0 || len(test) == 0 || 2*len(own) < n-2 {
			t.Fatalf("%d triplets: %d train, %d validate, %d test", n, len(own), len(val), len(test))
		}
		cfg.AdaptBatch(len(own), 2, none)
		if !cfg.Batched() && cfg.Batch > len(own) {
			t.Fatalf("batch %d of %d", cfg.Batch, len(own))
		}
		if err := cfg.Validate(); err != nil {
			t.Fatal(err)
		}
		if cfg.Sampler == samplerPK {
			if _, _, err := cfg.fill(2); err != nil && cfg.Classes < 3 {
				t.Fatal(err)
			}
		}
	})
}
