package bench

import (
	"testing"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
)

func TestFlopsOfTheArticlesNetwork(t *testing.T) {
	// design note: 7.77 MFLOP a triplet
	if got := FlopsPerTriplet([]int{784, 512, 256, 128}); got < 7.7e6 || got > 7.8e6 {
		t.Fatal(got)
	}
}

func TestStepMeasuresSomethingPlausible(t *testing.T) {
	set, err := dataset.Sample()
	if err != nil {
		t.Fatal(err)
	}
	tr, err := dataset.Random(set.Train, 300, 1)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Step(tr, StepOptions{Batch: 32, Workers: 2, Layers: []int{32, 16}, Loss: metric.Cosine(1, 0.4), LearningRate: 1e-3, Seed: 1,
		Warmup: 20, Rounds: 3, Slice: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if !(r.TripletsPerSecond > 0 && r.Dense > 0 && r.GFLOPS > 0 && r.Peak > r.GFLOPS && r.Live > 0 && r.Live < 1) {
		t.Fatalf("%+v", r)
	}
	if _, err := Step(tr, StepOptions{}); err == nil {
		t.Fatal("no loss was accepted")
	}
}

func TestMedian(t *testing.T) {
	if median([]float64{5, 1, 3}) != 3 || median([]float64{4, 1, 3, 2}) != 2.5 {
		t.Fatal("wrong median")
	}
}
