package train

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
	"mekiki/internal/metric/batch"
	"mekiki/internal/model"
)

// always is the same accuracy whatever the loss.
func always(s Score) func(*metric.Objective) Score {
	return func(*metric.Objective) Score { return s }
}

// fiveNN is a Score by loops, Euclidean.
func fiveNN(_ context.Context, query, gallery Labelled, dim int) (float64, error) {
	right := 0
	for q, want := range query.Labels {
		type near struct {
			d     float64
			label int32
		}
		var all []near
		for g, label := range gallery.Labels {
			d := 0.0
			for k := range dim {
				x := float64(query.Emb[q*dim+k] - gallery.Emb[g*dim+k])
				d += x * x
			}
			all = append(all, near{d, label})
		}
		slices.SortStableFunc(all, func(a, b near) int { return int(math.Copysign(1, a.d-b.d)) })
		votes := map[int32]int{}
		best := int32(-1)
		for _, n := range all[:min(5, len(all))] {
			if votes[n.label]++; best < 0 || votes[n.label] > votes[best] {
				best = n.label
			}
		}
		if best == want {
			right++
		}
	}
	return float64(right) / float64(len(query.Labels)), nil
}

// batchJob is a run on batches with everything that has a state: normalisation,
// dropout, learned weights of the loss, an average, the best weights.
func batchJob(t testing.TB, loss string) Job {
	t.Helper()
	cfg, err := Preset("mlp", loss)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Network = "conv 8; norm; relu; maxpool; dropout 0.2; dense 8"
	cfg.Batch, cfg.Epochs, cfg.Patience, cfg.LearningRate = 32, 3, 5, 0.01
	cfg.Average, cfg.Clip, cfg.Augment, cfg.Sampler = 0.9, 1, "shift=1", ""
	j := Job{Config: cfg, Data: split(t), Dir: t.TempDir(), Score: always(fiveNN), Meta: model.Meta{Data: model.Data{Fingerprint: "stripes"}}}
	j.Data.Apart(dataset.Twins(j.Data.Train.Images))
	j.Data.Pictures = j.Data.Pictures[:300]
	return j
}

func TestBatchesLearn(t *testing.T) {
	for _, loss := range []string{"normface", "cosine"} {
		j := batchJob(t, loss)
		var last Event
		j.Events = func(e Event) {
			if e.Kind == EpochEnd {
				last = e
			}
		}
		m := mustRun(t, j)
		h := m.Meta.Training.History
		if end := h[len(h)-1]; end.ValAccuracy < 0.9 || end.ValAccuracy < h[0].ValAccuracy || end.ValLoss >= h[0].ValLoss {
			t.Errorf("%s: history %+v", loss, h)
		}
		if m.Meta.Training.PicturesPerSecond <= 0 || m.Meta.Training.TripletsPerSecond != 0 || last.PicturesPerSecond <= 0 || last.ValAccuracy != h[len(h)-1].ValAccuracy {
			t.Errorf("%s: %+v, last event %+v", loss, m.Meta.Training, last)
		}
		b := m.Meta.Batch
		if b == nil || b.Loss != loss || b.Average != 0.9 || b.Clip != 1 || b.Augment != "shift=1" || b.HeldOut != len(j.Data.HeldOut) {
			t.Errorf("%s: %+v", loss, b)
		}
		if loss == "cosine" && (b.Miner != batch.DefaultMiner || !strings.HasPrefix(b.Sampler, "pk, 5 classes x 6") || m.Meta.Loss.Name != "cosine") {
			t.Errorf("%s: %+v, %v", loss, b, m.Meta.Loss)
		}
		if loss == "normface" && (b.Sampler != "shuffle" || m.Meta.Loss.Formula != "") {
			t.Errorf("%s: %+v, %v", loss, b, m.Meta.Loss)
		}
		var file strings.Builder
		if err := m.Write(&file); err != nil {
			t.Errorf("%s: the model cannot be written: %v", loss, err)
		}
	}
}

// Clocks differ between runs, everything else must not.
var sameRunButTime = cmp.Options{
	cmpopts.IgnoreFields(model.Training{}, "Seconds", "PicturesPerSecond"),
	cmpopts.IgnoreFields(model.Epoch{}, "Seconds"), cmpopts.EquateNaNs(),
}

func TestBatchesAreBitwiseTheSameForAnyWorkersAndAnyStop(t *testing.T) {
	for _, loss := range []string{"normface", "cosine"} {
		j := batchJob(t, loss)
		j.Config.Workers = 1
		want := mustRun(t, j)
		for _, workers := range []int{2, 3} {
			j.Dir, j.Config.Workers = t.TempDir(), workers
			if got := mustRun(t, j); got.WeightsSHA256() != want.WeightsSHA256() {
				t.Errorf("%s: %d workers give other weights", loss, workers)
			}
		}
		// Stopped after the checkpoints of these numbers; each step makes one.
		j.Dir, j.Config.CheckpointEvery = t.TempDir(), time.Nanosecond
		for _, stop := range []int{1, 4, 9, 13} {
			ctx, cancel := context.WithCancel(context.Background())
			left := stop
			j.Events = func(e Event) {
				if e.Kind == Checkpoint {
					if left--; left == 0 {
						cancel()
					}
				}
			}
			j.Config.Workers = 1 + stop%2
			if _, err := run(ctx, j); !errors.Is(err, context.Canceled) {
				t.Fatalf("%s, stop %d: %v", loss, stop, err)
			}
			cancel()
			j.Resume = true
		}
		j.Events = nil
		got := mustRun(t, j)
		if got.WeightsSHA256() != want.WeightsSHA256() {
			t.Errorf("%s: stopped and resumed, the weights are others", loss)
		}
		if diff := cmp.Diff(want.Meta, got.Meta, sameRunButTime); diff != "" {
			t.Errorf("%s (-whole +resumed):\n%s", loss, diff)
		}
	}
}

// Without patience the last weights are taken, with their average.
func TestWithoutPatienceTheLastAverageIsTheModel(t *testing.T) {
	j := batchJob(t, "normface")
	j.Config.Patience = 0
	s := mustStart(t, j)
	m, err := s.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	b := s.method.(*batches)
	average := model.Model{Net: b.trainer.Averaged()}
	last := model.Model{Net: b.net}
	if m.Meta.Training.BestEpoch != 3 || m.WeightsSHA256() != average.WeightsSHA256() || m.WeightsSHA256() == last.WeightsSHA256() {
		t.Errorf("best epoch %d, average %v", m.Meta.Training.BestEpoch, m.WeightsSHA256() == average.WeightsSHA256())
	}
}

func TestPatienceStopsOnAccuracy(t *testing.T) {
	j := batchJob(t, "normface")
	j.Config.Epochs, j.Config.Patience = 9, 2
	given := []float64{0.5, 0.7, 0.6, 0.7, 0.9}
	calls := 0
	j.Score = always(func(context.Context, Labelled, Labelled, int) (float64, error) {
		calls++
		return given[calls-1], nil
	})
	var stopped string
	j.Events = func(e Event) {
		if e.Kind == Stopped {
			stopped = e.Message.String()
		}
	}
	m := mustRun(t, j)
	if tr := m.Meta.Training; tr.Epochs != 4 || tr.BestEpoch != 2 || tr.ValAccuracy != 0.7 || !strings.Contains(stopped, "5-NN accuracy") {
		t.Errorf("%+v, %q", tr, stopped)
	}
}

// A search trains some epochs, measures, and goes on: the rates must be those of
// the whole run.
func TestRungsOfASearchAreOneRun(t *testing.T) {
	j := batchJob(t, "normface")
	want := mustRun(t, j)
	j.Dir = t.TempDir()
	j.Config.Epochs, j.Config.ScheduleEpochs = 1, 3
	mustRun(t, j)
	j.Config.Epochs, j.Config.ScheduleEpochs, j.Resume = 3, 0, true
	if got := mustRun(t, j); got.WeightsSHA256() != want.WeightsSHA256() {
		t.Error("a run in two rungs gives other weights")
	}
	j.Config.Epochs = 4
	if _, err := Start(j); err == nil || !strings.Contains(err.Error(), "ask for --epochs 3") {
		t.Errorf("a schedule cannot be made longer afterwards: %v", err)
	}
	j.Dir, j.Resume, j.Config.Schedule, j.Config.Warmup, j.Config.Epochs = t.TempDir(), false, "constant", 0, 1
	mustRun(t, j)
	j.Resume, j.Config.Epochs = true, 2
	if m := mustRun(t, j); m.Meta.Training.Epochs != 2 {
		t.Errorf("a constant rate can go on: %+v", m.Meta.Training)
	}
}

func TestEveryPresetTrains(t *testing.T) {
	im := &dataset.Images{H: 28, W: 28, C: 1, N: 120}
	for i := range im.N {
		im.Labels = append(im.Labels, int32(i%4))
		for p := range 28 * 28 {
			im.Pix = append(im.Pix, uint8((p*7+i*31)%60+i%4*40*(p/28/7%4&1)))
		}
	}
	all, err := dataset.Tutorial(im, 1)
	if err != nil {
		t.Fatal(err)
	}
	data := Split{Train: all.Select([]int{0, 1}), Val: all.Select([]int{2, 17, 33}), Test: all.Select([]int{3, 50})}
	data.Apart(dataset.Twins(im))
	for name, most := range map[string]int{"mlp": 600_000, "cnn-small": 150_000, "cnn": 1_200_000} {
		cfg, err := Preset(name, "")
		if err != nil {
			t.Fatal(err)
		}
		cfg.Batch, cfg.Epochs = 30, 1
		m := mustRun(t, Job{Config: cfg, Data: data, Score: always(fiveNN)})
		if n := m.Net.Parameters(); n > most || m.Net.Dim() != 128 || m.Meta.Batch.Preset != name {
			t.Errorf("%s: %d parameters, %d values, %+v", name, n, m.Net.Dim(), m.Meta.Batch)
		}
	}
}

// Pictures with several channels train, and their model says so.
func TestPicturesWithChannels(t *testing.T) {
	j := batchJob(t, "normface")
	im := j.Data.Train.Images
	im.W, im.C = 5, 2
	m := mustRun(t, j)
	h := m.Meta.Training.History
	if in := m.Meta.Input; !reflect.DeepEqual(in, model.Input{Height: 10, Width: 5, Channels: 2}) || h[len(h)-1].ValAccuracy < 0.8 {
		t.Errorf("%v, %+v", in, h)
	}
}
