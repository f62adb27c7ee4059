package train

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/testutil"
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
	d, err := distance.Lookup[float32]("cosine")
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
	if got := w.look(moment{300, 5000, false}, 0.4, idleTriplets, e, spread{norm: 1, apart: 0.5}); len(got) != 0 {
		t.Errorf("healthy: %q", got)
	}
	if got := w.look(moment{300, 5000, false}, 0.4, idleTriplets, e, spread{norm: 1, apart: 0.01}); len(got) != 1 || !strings.Contains(got[0], "collapsing") {
		t.Errorf("collapsed: %q", got)
	}
	if got := w.look(moment{300, 5000, false}, 0.4, idleTriplets, e, spread{norm: 1, apart: 0.01}); len(got) != 0 {
		t.Errorf("said twice: %q", got)
	}
}

// TestStuckNeedsSteps: a loss begins at its margin, so that only after some steps it
// says something about signs, and a run that ends before says that it was short.
func TestStuckNeedsSteps(t *testing.T) {
	still := model.Epoch{Epoch: 4, TrainLoss: 0.4, ValLoss: 0.39, Live: 1}
	healthy := spread{norm: 1, apart: 0.5}
	for _, c := range []struct {
		at    moment
		says  string
		never string
	}{
		{moment{8, 500, false}, "", "margin"},
		{moment{8, 500, true}, "too few steps yet, 8", "sign"},
		{moment{49, 5000, true}, "too few steps yet, 49", "sign"},
		{moment{500, 999, true}, "over 999", "sign"},
		{moment{50, 1000, false}, "Is a sign inverted", "too few"},
		{moment{50, 1000, true}, "Is a sign inverted", "too few"},
	} {
		var w watch
		got := strings.Join(w.look(c.at, 0.4, idleTriplets, still, healthy), "\n")
		if !strings.Contains(got, c.says) || strings.Contains(got, c.never) {
			t.Errorf("%+v: %q", c.at, got)
		}
	}
	// 129 triplets in batches of 64, four epochs: the run as it is begun.
	j := job(t, "combined-as-printed")
	j.Data.Train = j.Data.Train.Select(upTo(129))
	j.Config.Batch, j.Config.Epochs, j.Config.Patience = 64, 4, 0
	if w := strings.Join(mustRun(t, j).Meta.Training.Warnings, "\n"); !strings.Contains(w, "too few steps yet, 12") || strings.Contains(w, "sign") {
		t.Errorf("warnings %q", w)
	}
}

// upTo is 0 to n-1.
func upTo(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
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
	if got := testutil.Must(way.val.run(way)).loss; got != tr.ValLoss {
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
