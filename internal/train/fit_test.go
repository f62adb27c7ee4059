package train

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/dataset"
	"mekiki/internal/metric/distance"
	"mekiki/internal/safetensors"
)

const mahLoss = "relu(mah_ap - mah_an + 1)"

func TestMahalanobisIsFittedBeforeEachEpochAndHeld(t *testing.T) {
	j := job(t, mahLoss)
	j.Config.Epochs, j.Config.CheckpointEvery = 3, time.Nanosecond
	var s *Session
	states := map[int][]distance.Whitening{} // of each epoch, at every step
	j.Events = func(e Event) {
		if e.Kind == Checkpoint && e.Step > 0 {
			states[e.Epoch] = append(states[e.Epoch], s.method.(*triplets).loss.Spec().Mahalanobis)
		}
	}
	s = mustStart(t, j)
	first, err := Fit(s.method.(*triplets).net, j.Data.Train.Images, FitRows(j.Data.Train), 1)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(states[1][0], first) {
		t.Error("the first state is not that of the initial weights")
	}
	for epoch, of := range states {
		for _, w := range of {
			if !slices.Equal(w, of[0]) {
				t.Fatalf("the state changed within epoch %d", epoch)
			}
		}
	}
	if slices.Equal(states[1][0], states[2][0]) {
		t.Error("epoch 2 has the state of epoch 1")
	}
	if best := m.Meta.Training.BestEpoch; !slices.Equal(m.Meta.Loss.Mahalanobis, states[best][0]) {
		t.Errorf("the model does not have the state of its best epoch, %d", best)
	}
	if got := ordered(t, m.Net, j.Data.Test); got < 0.85 {
		t.Errorf("%.2f of test triplets in order", got)
	}
}

// A run on batches fits on no picture but those to learn from, with the averaged
// weights, which it validates and keeps.
func TestBatchesFitWhatTheyLearnFrom(t *testing.T) {
	j := batchJob(t, mahLoss)
	j.Config.Epochs = 2
	var s *Session
	var average distance.Whitening
	j.Events = func(e Event) {
		if e.Kind == EpochEnd && e.Epoch == 1 {
			b := s.method.(*batches)
			var err error
			if average, err = Fit(b.trainer.Averaged(), b.images, b.fitRows, 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	s = mustStart(t, j)
	b := s.method.(*batches)
	own := map[int32]bool{}
	for _, p := range j.Data.Pictures {
		own[p] = true
	}
	im := j.Data.Train.Images
	// Of five classes each, one picture may be left over.
	if n := len(b.fitRows); n%3 != 0 || n < 3*(len(j.Data.Pictures)-5)/2 {
		t.Errorf("fitted on %d rows, to learn from there are %d pictures", n, len(j.Data.Pictures))
	}
	for k := 0; k < len(b.fitRows); k += 3 {
		a, p := b.fitRows[k], b.fitRows[k+1]
		if !own[a] || !own[p] || im.Labels[a] != im.Labels[p] {
			t.Fatalf("pair %d: pictures %d and %d of classes %d and %d, or not to learn from, or twice", k/3, a, p, im.Labels[a], im.Labels[p])
		}
		delete(own, a)
		delete(own, p)
	}
	if _, err := s.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if average == nil || !slices.Equal(b.loss.fitter.now, average) {
		t.Error("epoch 2 is not fitted on the averaged weights")
	}
	many := make([]int32, 2*FitTriplets+50)
	large := &dataset.Images{Labels: make([]int32, len(many))}
	for i := range many {
		many[i], large.Labels[i] = int32(i), int32(i%2)
	}
	if got := drawFitRows(large, many, 1); len(got) != 3*FitTriplets || slices.Equal(got, drawFitRows(large, many, 2)) || slices.Max(got) < 2*FitTriplets {
		t.Errorf("%d rows of %d pictures are drawn", len(got), len(many))
	}
}

// A class of one picture, or an odd number of them, makes no pair, and no crash.
func TestBatchesOfAnyNumberAreFitted(t *testing.T) {
	for _, n := range []int{298, 299, 301} {
		j := batchJob(t, mahLoss)
		j.Config.Epochs = 1
		j.Data.Apart(dataset.Twins(j.Data.Train.Images))
		j.Data.Pictures = j.Data.Pictures[:n]
		mustRun(t, j)
	}
}

func TestMahalanobisOfPairsIsRefused(t *testing.T) {
	j := batchJob(t, "contrastive(0.5*mah + cos)")
	if _, err := Start(j); err == nil || !strings.Contains(err.Error(), "losses of triplets only") {
		t.Errorf("%v", err)
	}
}

// Weights that get worse keep the state of the best ones.
func TestTheBestStateIsKept(t *testing.T) {
	j := job(t, "let d = cos + 0.1*mah; relu(d_ap - d_an + 0.4)")
	j.Config.LearningRate, j.Config.Epochs, j.Config.Patience = 0.03, 12, 0
	s := mustStart(t, j)
	m, err := s.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if m.Meta.Training.BestEpoch == 12 {
		t.Fatal("the last epoch is the best; the test shows nothing")
	}
	if slices.Equal(m.Meta.Loss.Mahalanobis, s.method.(*triplets).loss.Spec().Mahalanobis) {
		t.Error("the model has the last state")
	}
}

func TestMahalanobisResumesBitwise(t *testing.T) {
	j := job(t, "let w = learn(1, 0.5, 1.5); w*relu(mah_ap - mah_an + 1) + square(w - 1.2)")
	j.Config.Epochs, j.Config.CheckpointEvery = 2, time.Nanosecond
	var copies [][]byte
	j.Events = func(e Event) {
		if e.Kind == Checkpoint {
			b, err := os.ReadFile(filepath.Join(j.Dir, CheckpointFile))
			if err != nil {
				t.Fatal(err)
			}
			copies = append(copies, b)
		}
	}
	want := mustRun(t, j)
	j.Config.CheckpointEvery, j.Resume, j.Events = 0, true, nil
	for i := 0; i < len(copies); i += 5 {
		j.Dir, j.Config.Workers = t.TempDir(), 1+i%3
		if err := os.WriteFile(filepath.Join(j.Dir, CheckpointFile), copies[i], 0o600); err != nil {
			t.Fatal(err)
		}
		got := mustRun(t, j)
		if diff := cmp.Diff(want.Meta.Loss, got.Meta.Loss); diff != "" || !slices.Equal(weights(got), weights(want)) {
			t.Fatalf("checkpoint %d of %d ends differently:\n%s", i, len(copies), diff)
		}
	}
}

func TestACheckpointWithoutItsStateIsRefused(t *testing.T) {
	j := job(t, mahLoss)
	j.Config.Epochs = 1
	s := mustStart(t, j)
	if _, err := s.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	now := s.method.(*triplets).fitter.now
	bad := slices.Clone(now)
	bad[0] = 0
	for want, f := range map[string][]safetensors.Tensor{
		"missing":          {{Name: fitNow, F32: now}},
		"another shape":    {{Name: fitNow, F32: now}, {Name: fitBest, F32: now[:3]}},
		"diagonal value 0": {{Name: fitNow, F32: now}, {Name: fitBest, F32: bad}},
	} {
		err := s.method.(*triplets).fitter.take(&safetensors.File{Tensors: f}, s.method.(*triplets).net.Dim())
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "delete it") {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func TestMahalanobisThatCannotBeFitted(t *testing.T) {
	j := job(t, mahLoss)
	j.Config.Layers = []int{8, distance.MaxFittedDim + 1}
	if _, err := Start(j); err == nil || !strings.Contains(err.Error(), "at most 1024") {
		t.Errorf("too wide: %v", err)
	}
	j = job(t, mahLoss)
	im := j.Data.Train.Images
	clear(im.Pix)
	if _, err := run(context.Background(), j); err == nil || !strings.Contains(err.Error(), "before epoch 1") || !strings.Contains(err.Error(), "nothing scatters") {
		t.Errorf("pictures that are all equal: %v", err)
	}
}
