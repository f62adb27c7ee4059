package train

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lookedAt is a context that is cancelled when it is looked at for the left-th time.
type lookedAt struct {
	context.Context
	left *int
}

func (c lookedAt) Err() error {
	if *c.left--; *c.left <= 0 {
		return context.Canceled
	}
	return nil
}

// scored is fiveNN that looks at its context first, as a search does.
func scored(ctx context.Context, query, gallery Labelled, dim int) (float64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return fiveNN(ctx, query, gallery, dim)
}

// TestStopIsHeardEverywhere stops a run at every place where a stop is heard, also
// while held-out pictures are embedded and scored: each time a checkpoint is left that
// goes on to bitwise the same model.
func TestStopIsHeardEverywhere(t *testing.T) {
	job := func() Job {
		j := batchJob(t, "cosine")
		j.Score, j.Config.Epochs = always(scored), 2
		j.Data.Pictures = j.Data.Pictures[:60]
		return j
	}
	want := mustRun(t, job())
	steps, inValidation := 0, 0
	for stop := 1; ; stop++ {
		j := job()
		j.Events = func(e Event) {
			if e.Kind == Started {
				steps = e.Steps
			}
		}
		left := stop
		m, err := run(lookedAt{context.Background(), &left}, j)
		if err == nil {
			if m.WeightsSHA256() != want.WeightsSHA256() {
				t.Error("looking at the context changes the weights")
			}
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stop %d: %v", stop, err)
		}
		j.Resume = true
		var at Event
		j.Events = func(e Event) {
			if e.Kind == Resumed {
				at = e
			}
		}
		got := mustRun(t, j)
		if at.Step == steps {
			inValidation++
		}
		if got.WeightsSHA256() != want.WeightsSHA256() {
			t.Errorf("stop %d, epoch %d step %d: other weights", stop, at.Epoch, at.Step)
		}
		if diff := cmp.Diff(want.Meta, got.Meta, sameRunButTime); diff != "" {
			t.Errorf("stop %d (-whole +resumed):\n%s", stop, diff)
		}
	}
	// Gallery and score, in each of two epochs.
	if inValidation < 4 {
		t.Errorf("stopped %d times within a validation", inValidation)
	}
}

// TestStopSavesNoSpoiltWeights stops right after the update that spoils the weights,
// which no forward pass has shown yet: the good checkpoint of before stays.
func TestStopSavesNoSpoiltWeights(t *testing.T) {
	j := job(t, "euclidean")
	j.Config.Epochs = 1
	mustRun(t, j)
	path := filepath.Join(j.Dir, CheckpointFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	j.Config.LearningRate = 1e30
	left := 2 // before the first step it is looked at once
	_, err = run(lookedAt{context.Background(), &left}, j)
	if !errors.Is(err, ErrDiverged) || errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if now, err := os.ReadFile(path); err != nil || !slices.Equal(now, good) {
		t.Errorf("the checkpoint was replaced (%v)", err)
	}
}

// An error of the score that is no stop is none of a stop's.
func TestScoreFails(t *testing.T) {
	j := batchJob(t, "cosine")
	j.Score = always(func(context.Context, Labelled, Labelled, int) (float64, error) { return 0, errors.New("no neighbours") })
	if _, err := run(context.Background(), j); err == nil || !strings.Contains(err.Error(), "validation of epoch 1: no neighbours") {
		t.Errorf("%v", err)
	}
}
