package train

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stripes makes pictures of five classes: a bright stripe in noise.
func stripes(perClass int) *dataset.Images {
	r := rand.New(rand.NewPCG(3, 3))
	im := &dataset.Images{N: 5 * perClass, H: 10, W: 10, C: 1}
	for i := range im.N {
		class := i % 5
		im.Labels = append(im.Labels, int32(class))
		for y := range 10 {
			for range 10 {
				v := r.IntN(120)
				if y/2 == class {
					v += 70
				}
				im.Pix = append(im.Pix, uint8(v))
			}
		}
	}
	return im
}

func split(t testing.TB) Split {
	t.Helper()
	all, err := dataset.Tutorial(stripes(200), 1)
	if err != nil {
		t.Fatal(err)
	}
	rest, test := dataset.TrainTestSplit(all.Len(), 0.1, 42)
	tr := all.Select(rest)
	a, b := dataset.TrainTestSplit(tr.Len(), 0.2, 42)
	return Split{Train: tr.Select(a), Val: tr.Select(b), Test: all.Select(test)}
}

func job(t testing.TB, loss string) Job {
	t.Helper()
	cfg, err := Preset("article", loss)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Layers, cfg.Batch, cfg.Epochs, cfg.LearningRate, cfg.Workers = []int{24, 8}, 16, 6, 1e-3, 2
	return Job{Config: cfg, Data: split(t), Dir: t.TempDir(), Meta: model.Meta{Data: model.Data{Fingerprint: "stripes"}}}
}

func mustRun(t *testing.T, j Job) *model.Model {
	t.Helper()
	m, err := run(context.Background(), j)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func run(ctx context.Context, j Job) (*model.Model, error) {
	s, err := Start(j)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx)
}

// ordered is the share of triplets in the right order by cosine.
func ordered(t *testing.T, net *nn.Net, tr *dataset.Triplets) float64 {
	t.Helper()
	d, err := metric.Lookup[float32]("cosine")
	if err != nil {
		t.Fatal(err)
	}
	var rows []int32
	for _, i := range tr.Index {
		rows = append(rows, i[:]...)
	}
	emb := make([]float32, len(rows)*net.Dim())
	net.Embed(emb, nn.Source{Size: tr.Images.Size(), U8: tr.Images.Pix}, rows, 1)
	ap, an := metric.TripletDistances(d, emb, net.Dim())
	n := 0.0
	for i := range ap {
		if ap[i] < an[i] {
			n++
		}
	}
	return n / float64(len(ap))
}

func TestItLearns(t *testing.T) {
	for _, loss := range []string{"cosine", "euclidean", "combined"} {
		j := job(t, loss)
		j.Config.Epochs = 20
		untrained := ordered(t, nn.New([]int{100, 24, 8}, j.Config.Seed), j.Data.Test)
		var kinds []Kind
		j.Events = func(e Event) { kinds = append(kinds, e.Kind) }
		m := mustRun(t, j)
		h := m.Meta.Training.History
		if got := ordered(t, m.Net, j.Data.Test); got < 0.9 || untrained > 0.88 {
			t.Errorf("%s: %.2f of test triplets in order, %.2f untrained", loss, got, untrained)
		}
		if len(h) == 0 || h[0].TrainLoss <= h[len(h)-1].TrainLoss {
			t.Errorf("%s: history %+v", loss, h)
		}
		if w := m.Meta.Training.Warnings; (loss == "combined") != (len(w) == 1 && strings.Contains(w[0], "the term relu(euc_ap - euc_an - 5) was never active")) || len(w) > 1 {
			t.Errorf("%s: warned %q", loss, w)
		}
		if kinds[0] != Started || !slices.Contains(kinds, EpochEnd) || !slices.Contains(kinds, Checkpoint) {
			t.Errorf("%s: events %v", loss, kinds)
		}
		if m.Meta.Loss.Name != loss || !slices.Equal(m.Meta.Network.Widths, []int{100, 24, 8}) {
			t.Errorf("%s: meta %+v", loss, m.Meta)
		}
	}
}

func TestPrintedSignDoesNotLearnAndWarns(t *testing.T) {
	j := job(t, "combined-as-printed")
	j.Config.Epochs, j.Config.Patience = 12, 0
	m := mustRun(t, j)
	if got := ordered(t, m.Net, j.Data.Test); got > 0.8 {
		t.Errorf("%.2f of test triplets in order", got)
	}
	w := strings.Join(m.Meta.Training.Warnings, "\n")
	if !strings.Contains(w, "stuck at the margin") || strings.Count(w, "stuck") != 1 {
		t.Errorf("warnings %q", w)
	}
}

func TestNoGradientWarns(t *testing.T) {
	j := job(t, "euclidean")
	j.Config.Params["m_euc"], j.Config.Epochs = -1000, 1
	if w := mustRun(t, j).Meta.Training.Warnings; len(w) != 1 || !strings.Contains(w[0], "no triplet has a gradient") {
		t.Errorf("warnings %q", w)
	}
}

func TestCollapseWarns(t *testing.T) {
	var w watch
	e := model.Epoch{TrainLoss: 0.1, Live: 0.5}
	if got := w.look(0.4, e, spread{norm: 1, apart: 0.5}); len(got) != 0 {
		t.Errorf("healthy: %q", got)
	}
	if got := w.look(0.4, e, spread{norm: 1, apart: 0.01}); len(got) != 1 || !strings.Contains(got[0], "collapsing") {
		t.Errorf("collapsed: %q", got)
	}
	if got := w.look(0.4, e, spread{norm: 1, apart: 0.01}); len(got) != 0 {
		t.Errorf("said twice: %q", got)
	}
}

// TestEarlyStoppingKeepsTheBest provokes overfitting and recomputes the
// validation loss of the weights that come back.
func TestEarlyStoppingKeepsTheBest(t *testing.T) {
	j := job(t, "cosine")
	j.Config.Epochs, j.Config.Patience, j.Config.LearningRate = 200, 3, 1e-2
	m := mustRun(t, j)
	tr := m.Meta.Training
	if tr.Epochs-tr.BestEpoch != 3 || tr.Epochs == 200 {
		t.Fatalf("best epoch %d of %d", tr.BestEpoch, tr.Epochs)
	}
	best := slices.MinFunc(tr.History, func(a, b model.Epoch) int {
		if a.ValLoss < b.ValLoss {
			return -1
		}
		return 1
	})
	if best.Epoch != tr.BestEpoch || best.ValLoss != tr.ValLoss || best.TrainLoss != tr.TrainLoss {
		t.Fatalf("summary %+v, best %+v", tr, best)
	}
	r, err := newSession(j)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	way := r.method.(*triplets)
	way.net.CopyFrom(m.Net)
	if got := way.val.run(way).loss; got != tr.ValLoss {
		t.Fatalf("the returned weights have val_loss %v, the summary says %v", got, tr.ValLoss)
	}
}

func weights(m *model.Model) (all []float32) {
	for l := range m.Net.Layers() {
		all = append(append(all, m.Net.Weight(l)...), m.Net.Bias(l)...)
	}
	return all
}

// history without the times, which differ from run to run.
func history(m *model.Model) []model.Epoch {
	h := slices.Clone(m.Meta.Training.History)
	for i := range h {
		h[i].Seconds = 0
	}
	return h
}

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
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "--resume") {
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

func TestBadConfigurations(t *testing.T) {
	for want, change := range map[string]func(*Job){
		"batch of 9999 is larger": func(j *Job) { j.Config.Batch = 9999 },
		"batch is 0":              func(j *Job) { j.Config.Batch = 0 },
		"epochs is -1":            func(j *Job) { j.Config.Epochs = -1 },
		"learning-rate is NaN":    func(j *Job) { j.Config.LearningRate = math.NaN() },
		"layers is empty":         func(j *Job) { j.Config.Layers = nil },
		"layers has a width of 0": func(j *Job) { j.Config.Layers = []int{0} },
		"test-size is 1":          func(j *Job) { j.Config.TestSize = 1 },
		"workers is -2":           func(j *Job) { j.Config.Workers = -2 },
		`did you mean "cosine"`:   func(j *Job) { j.Config.Loss = "cosin" },
		"protocol \"x\"":          func(j *Job) { j.Config.Protocol = "x" },
		"at most 268435456":       func(j *Job) { j.Config.Layers = []int{60000, 60000} },
		"0 training":              func(j *Job) { j.Data.Train = j.Data.Train.Select(nil) },
		"0 validation":            func(j *Job) { j.Data.Val = j.Data.Val.Select(nil) },
	} {
		j := job(t, "cosine")
		change(&j)
		if _, err := run(context.Background(), j); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := Preset("articel", "cosine"); err == nil || !strings.Contains(err.Error(), `did you mean "article"`) {
		t.Errorf("got %v", err)
	}
}
