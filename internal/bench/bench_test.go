package bench

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
)

func TestFlopsOfTheArticlesNetwork(t *testing.T) {
	// design note: 7.77 MFLOP a triplet
	if got := flopsPerTriplet([]int{784, 512, 256, 128}); got < 7.7e6 || got > 7.8e6 {
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
	r, err := Step(t.Context(), tr, StepOptions{Batch: 32, Workers: 2, Layers: []int{32, 16}, Loss: triplet.Spec{Formula: "relu(cos_ap - cos_an + 0.4)"}, LearningRate: 1e-3, Seed: 1,
		Warmup: 20, Rounds: 3, Slice: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if !(r.TripletsPerSecond > 0 && r.Dense > 0 && r.GFLOPS > 0 && r.Peak > 0 && r.Live > 0 && r.Live < 1) {
		t.Fatalf("%+v", r)
	}
	if _, err := Step(t.Context(), tr, StepOptions{}); err == nil {
		t.Fatal("no loss was accepted")
	}
}

func TestMedian(t *testing.T) {
	if median([]float64{5, 1, 3}) != 3 || median([]float64{4, 1, 3, 2}) != 2.5 {
		t.Fatal("wrong median")
	}
}

func TestCancelledMeasuresNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Products(ctx, []int{64, 32}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("products: %v", err)
	}
}

func TestProductsNameEachProductOfANetwork(t *testing.T) {
	got, err := Products(t.Context(), []int{40, 30, 20}, 2)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range got {
		names = append(names, r.Name.String())
		if !(r.GFLOPS1 > 0 && r.Peak1 > 0 && r.GFLOPSN > 0 && r.PeakN > 0) {
			t.Errorf("%+v", r)
		}
	}
	want := []string{"48 x 32 forward", "48 x 32 weight gradient", "32 x 32 forward", "32 x 32 weight gradient", "32 x 32 input gradient"}
	if ja := got[1].Name.In(lang.Japanese); ja != "48 x 32 重みの勾配" {
		t.Error(ja)
	}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}
