package train

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mekiki/internal/eye"
	"mekiki/internal/model"
)

// behindTail puts the embedded eye before the network of a job, its last block to be
// trained.
func behindTail(t *testing.T, j *Job) {
	t.Helper()
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	o := eye.Options{Height: 10, Width: 10, Taps: []string{"block1", "block2"}}
	f, err := e.Front(o)
	if err != nil {
		t.Fatal(err)
	}
	if j.Tail, err = e.Tail("block1", o); err != nil {
		t.Fatal(err)
	}
	if err := See(t.Context(), j.Tail, j.Data.Train.Images, 1<<24, 2, nil); err != nil {
		t.Fatal(err)
	}
	j.Front, j.Config.Eye, j.Config.Tune, j.Config.Augment = f, "embedded", "block1", ""
	j.Config.Network, j.Config.Epochs = "norm; dense 8", 2
	j.Meta.Input, j.Meta.Eye = model.InputOf(f.Pictures()), model.EyeOf(f)
	j.Meta.Input.Channels = 1
}

// TestTuned: the last block of an eye learns with the network behind it; the model holds
// the tuned eye, and no number of workers and no resume changes a bit.
func TestTuned(t *testing.T) {
	j := batchJob(t, "normface")
	behindTail(t, &j)
	j.Config.CheckpointEvery = time.Nanosecond
	var middle []byte
	j.Events = func(e Event) {
		if e.Kind == Checkpoint && e.Epoch == 2 && middle == nil {
			middle, _ = os.ReadFile(filepath.Join(j.Dir, CheckpointFile))
		}
	}
	m := mustRun(t, j)
	f := m.Net.Front().(*eye.Front)
	if f.Eye.Hash == j.Meta.Eye.SHA256 || m.Meta.Eye.SHA256 != f.Eye.Hash || m.Meta.Eye.Embedded || m.Net.Arch().String() != "norm; dense 8" || m.Net.Inputs() != f.Dim() {
		t.Errorf("%s behind %+v", m.Net.Arch(), m.Meta.Eye)
	}
	if acc := ordered(t, m.Net, j.Data.Test); acc < 0.7 {
		t.Errorf("%.2f of the triplets in order", acc)
	}
	// Behind an eye that stays as it is the network learns another one, from the same start.
	frozen := j
	frozen.Dir, frozen.Tail, frozen.Config.Tune, frozen.Events = t.TempDir(), nil, "", nil
	if err := See(t.Context(), j.Front, frozen.Data.Train.Images, 1<<24, 2, nil); err != nil {
		t.Fatal(err)
	}
	if mustRun(t, frozen).WeightsSHA256() == m.WeightsSHA256() {
		t.Error("tuning changes nothing")
	}
	if err := See(t.Context(), j.Tail, j.Data.Train.Images, 1<<24, 2, nil); err != nil {
		t.Fatal(err)
	}
	j.Config.CheckpointEvery, j.Events, j.Resume = 0, nil, true
	for workers, checkpoint := range map[int][]byte{1: nil, 3: middle} {
		j.Dir, j.Config.Workers = t.TempDir(), workers
		if checkpoint != nil {
			if err := os.WriteFile(filepath.Join(j.Dir, CheckpointFile), checkpoint, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		again := mustRun(t, j)
		if again.Meta.Eye.SHA256 != m.Meta.Eye.SHA256 || !slices.Equal(weights(again), weights(m)) {
			t.Errorf("%d workers, resumed %t: another eye or another network", workers, checkpoint != nil)
		}
	}
	j.Config.Tune = "block0"
	if _, err := Start(j); err == nil || !strings.Contains(err.Error(), "another tune") {
		t.Errorf("a checkpoint of other layers: %v", err)
	}
}
