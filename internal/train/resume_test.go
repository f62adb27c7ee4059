package train

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestResumeIsBitwise takes copies of the checkpoint at many moments, as a
// kill -9 would leave it, and continues each with another number of workers.
func TestResumeIsBitwise(t *testing.T) {
	j := job(t, "combined")
	j.Config.Epochs, j.Config.CheckpointEvery = 3, time.Nanosecond
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
	if len(copies) < 30 {
		t.Fatalf("%d checkpoints", len(copies))
	}
	j.Config.CheckpointEvery, j.Resume = 0, true
	for i := 0; i < len(copies); i += 6 {
		j.Dir, j.Config.Workers = t.TempDir(), 1+i%3
		if err := os.WriteFile(filepath.Join(j.Dir, CheckpointFile), copies[i], 0o600); err != nil {
			t.Fatal(err)
		}
		resumed := false
		j.Events = func(e Event) { resumed = resumed || e.Kind == Resumed }
		got := mustRun(t, j)
		if !resumed || !slices.Equal(weights(got), weights(want)) || !reflect.DeepEqual(history(got), history(want)) {
			t.Fatalf("checkpoint %d: resumed %v, and the run ended differently", i, resumed)
		}
	}
}

func TestResumeWithoutCheckpointStartsFromTheBeginning(t *testing.T) {
	j := job(t, "cosine")
	j.Config.Epochs = 1
	want := mustRun(t, j)
	j.Dir, j.Resume = t.TempDir(), true
	if got := mustRun(t, j); !slices.Equal(weights(got), weights(want)) {
		t.Fatal("weights differ")
	}
}

func TestCancelSavesAndResumes(t *testing.T) {
	j := job(t, "cosine")
	want := mustRun(t, j)
	j.Dir, j.Config.CheckpointEvery = t.TempDir(), time.Nanosecond
	path := filepath.Join(j.Dir, CheckpointFile)
	ctx, cancel := context.WithCancel(context.Background())
	j.Events = func(e Event) {
		if e.Kind == Checkpoint && e.Epoch == 2 && e.Step == 3 && ctx.Err() == nil {
			cancel()
			if err := os.Remove(path); err != nil { // the one that stopping writes must do
				t.Error(err)
			}
		}
	}
	_, err := run(ctx, j)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("stopping saved nothing: %v", err)
	}
	j.Resume, j.Events = true, nil
	if got := mustRun(t, j); !slices.Equal(weights(got), weights(want)) {
		t.Fatal("weights differ")
	}
}

// TestOtherEpochsOnResume: a run that is continued to N epochs is the run that
// had N epochs from the beginning, stopped early or not.
func TestOtherEpochsOnResume(t *testing.T) {
	for seed := range uint64(6) {
		j := job(t, "combined")
		j.Config.Seed, j.Config.Patience, j.Config.LearningRate, j.Config.Epochs = seed, 1, 1e-2, 50
		want := mustRun(t, j)
		early := want.Meta.Training.Epochs
		if early == 50 {
			t.Fatal("the run did not stop early; the test needs one that does")
		}
		for _, first := range []int{1, early - 1, early} {
			j.Dir, j.Resume, j.Config.Epochs = t.TempDir(), false, max(first, 1)
			mustRun(t, j)
			j.Resume, j.Config.Epochs = true, 50
			got := mustRun(t, j)
			if !slices.Equal(weights(got), weights(want)) || !slices.Equal(got.Meta.Training.Warnings, want.Meta.Training.Warnings) {
				t.Errorf("seed %d: continued after %d of %d epochs, the run ends differently", seed, first, early)
			}
		}
	}
	j := job(t, "cosine")
	j.Config.Epochs, j.Config.Patience = 2, 0
	want := mustRun(t, j)
	j.Dir, j.Config.Epochs = t.TempDir(), 6
	ctx, cancel := context.WithCancel(context.Background())
	j.Events = func(e Event) {
		if e.Kind == EpochEnd && e.Epoch == 2 {
			cancel()
		}
	}
	if _, err := run(ctx, j); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	j.Events, j.Resume, j.Config.Epochs = nil, true, 2
	if got := mustRun(t, j); !slices.Equal(weights(got), weights(want)) || got.Meta.Training.Epochs != 2 {
		t.Error("a run that is cut to 2 epochs on resume is not the run of 2 epochs")
	}
	j.Config.Epochs = 1
	if _, err := run(context.Background(), j); err == nil || !strings.Contains(err.Error(), "2 epochs already") {
		t.Errorf("got %v", err)
	}
}

func TestARefusedJobTouchesNothing(t *testing.T) {
	j := job(t, "cosine")
	j.Config.Epochs = 1
	mustRun(t, j)
	before, err := os.ReadFile(filepath.Join(j.Dir, CheckpointFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []func(*Job){
		func(k *Job) { k.Config.Batch = 9999 },
		func(k *Job) { k.Config.Batch, k.Resume = 8, true },
	} {
		k := j
		change(&k)
		if _, err := Start(k); err == nil {
			t.Fatal("accepted")
		}
	}
	if now, _ := os.ReadFile(filepath.Join(j.Dir, CheckpointFile)); !slices.Equal(now, before) {
		t.Fatal("the checkpoint was touched")
	}
}

func TestMoreEpochsGoOn(t *testing.T) {
	j := job(t, "cosine")
	j.Config.Epochs, j.Config.Patience = 4, 0
	want := mustRun(t, j)
	j.Dir, j.Config.Epochs = t.TempDir(), 2
	mustRun(t, j)
	j.Config.Epochs, j.Resume = 4, true
	if got := mustRun(t, j); !slices.Equal(weights(got), weights(want)) {
		t.Fatal("weights differ")
	}
}

func TestWrongCheckpointsAreRefused(t *testing.T) {
	j := job(t, "cosine")
	j.Config.Epochs = 1
	mustRun(t, j)
	path := filepath.Join(j.Dir, CheckpointFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(name string, content []byte, want string, change func(*Job)) {
		t.Helper()
		k := j
		k.Resume = true
		if change != nil {
			change(&k)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := run(context.Background(), k)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
		if now, _ := os.ReadFile(path); !slices.Equal(now, content) {
			t.Errorf("%s: the file was touched", name)
		}
	}
	refused("truncated", good[:len(good)/2], "truncated", nil)
	refused("empty", nil, "delete it", nil)
	refused("junk", []byte(strings.Repeat("x", 100)), "delete it", nil)
	flipped := slices.Clone(good)
	flipped[len(flipped)-30] ^= 1
	refused("flipped bit", flipped, "SHA-256", nil)
	refused("newer", []byte(strings.Replace(string(good), `\"format\":2`, `\"format\":9`, 1)), "newer version", nil)
	refused("older", []byte(strings.Replace(string(good), `\"format\":2`, `\"format\":1`, 1)), "older version", nil)
	refused("batch", good, "another batch", func(k *Job) { k.Config.Batch = 8 })
	refused("seed", good, "another seed", func(k *Job) { k.Config.Seed = 8 })
	refused("loss", good, "another loss", func(k *Job) { k.Config.Loss = "combined" })
	refused("smaller layers", good, "another layers", func(k *Job) { k.Config.Layers = []int{16, 8} })
	refused("fewer layers", good, "another layers", func(k *Job) { k.Config.Layers = []int{24} })
	refused("place", []byte(strings.Replace(string(good), `\"epoch\":1`, `\"epoch\":0`, 1)), "does not exist", nil)
	refused("data", good, "other data", func(k *Job) { k.Meta.Data.Fingerprint = "x" })
}

func TestDivergenceNamesTheStepAndKeepsTheCheckpoint(t *testing.T) {
	j := job(t, "cosine")
	j.Config.Epochs = 1
	mustRun(t, j)
	path := filepath.Join(j.Dir, CheckpointFile)
	good, _ := os.ReadFile(path)

	k := job(t, "euclidean")
	k.Dir, k.Config.LearningRate = j.Dir, 1e30
	_, err := run(context.Background(), k)
	if !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), "epoch 1, step") || !strings.Contains(err.Error(), "learning rate") {
		t.Fatalf("got %v", err)
	}
	if now, _ := os.ReadFile(path); !slices.Equal(now, good) {
		t.Fatal("the checkpoint was replaced")
	}

	// Weights that only their next forward pass would show as spoilt are found
	// before a checkpoint within the epoch, and by the validation at its end.
	k.Config.CheckpointEvery = time.Nanosecond
	_, err = run(context.Background(), k)
	if !errors.Is(err, ErrDiverged) {
		t.Fatalf("got %v", err)
	}
	if now, _ := os.ReadFile(path); !slices.Equal(now, good) {
		t.Fatal("spoilt weights were saved")
	}
	k.Config.CheckpointEvery, k.Config.Batch, k.Config.Epochs, k.Dir = 0, k.Data.Train.Len(), 1, ""
	if _, err = run(context.Background(), k); !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), "validation") {
		t.Fatalf("got %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	j := job(f, "cosine")
	j.Config.Epochs, j.Config.Workers = 1, 1
	s, err := Start(j)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := s.Run(context.Background()); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(j.Dir, CheckpointFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte(strings.Replace(string(good), `\"step\":0`, `\"step\":7`, 1)))
	f.Add([]byte(strings.Replace(string(good), `\"epoch\":1`, `\"epoch\":0`, 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := newSession(j)
		if err != nil {
			t.Fatal(err)
		}
		if s.load(bytes.NewReader(b)) == nil {
			if _, err := s.Run(context.Background()); err != nil && !errors.Is(err, ErrDiverged) {
				t.Fatal(err)
			}
		}
	})
}
