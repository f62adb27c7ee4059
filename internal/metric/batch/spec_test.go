package batch

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/testutil"

	"github.com/google/go-cmp/cmp"
)

func TestBatchLossNames(t *testing.T) {
	want := []string{"arcface", "contrastive", "cosface", "multi-similarity", "normface", "proxy-anchor", "supcon"}
	if diff := cmp.Diff(want, Names()); diff != "" {
		t.Error(diff)
	}
	for _, name := range want {
		if slices.Contains(triplet.PresetNames(), name) {
			t.Errorf("%s is a triplet loss too", name)
		}
	}
	if diff := cmp.Diff([]string{"all", "batch-hard", "batch-easy-hard", "semi-hard", "distance-weighted"}, MinerNames()); diff != "" {
		t.Error(diff)
	}
}

func TestCompileBatchRefuses(t *testing.T) {
	good := asked{Dim: 4, Classes: 3}
	with := func(f func(s *asked)) asked { s := good; f(&s); return s }
	for want, s := range map[string]asked{
		`unknown parameter "taw"; did you mean "tau"?`:          with(func(s *asked) { s.Loss, s.Params = "supcon", map[string]float64{"taw": 1} }),
		`parameter tau is 0; it must lie within 0.001 to 100`:   with(func(s *asked) { s.Loss, s.Params = "supcon", map[string]float64{"tau": 0} }),
		`parameter m is 2; it must lie within 0 to 1.57`:        with(func(s *asked) { s.Loss, s.Params = "arcface", map[string]float64{"m": 2} }),
		`a miner picks triplets`:                                with(func(s *asked) { s.Loss, s.Miner = "supcon", "all" }),
		`leave the reducer out`:                                 with(func(s *asked) { s.Loss, s.Reducer = "supcon", "mean" }),
		`say how many classes`:                                  with(func(s *asked) { s.Loss, s.Classes = "arcface", 0 }),
		`too many`:                                              with(func(s *asked) { s.Loss, s.Classes = "arcface", 1<<30 }),
		`embeddings of 0 values`:                                with(func(s *asked) { s.Loss, s.Dim = "supcon", 0 }),
		`unknown miner "batchhard"; did you mean "batch-hard"?`: with(func(s *asked) { s.Loss, s.Miner = "cosine", "batchhard" }),
		`miner semi-hard: unknown parameter "margin"`: with(func(s *asked) {
			s.Loss, s.Miner, s.MinerParams = "cosine", "semi-hard", map[string]float64{"margin": 1}
		}),
		`miner all: there is no parameter m`: with(func(s *asked) { s.Loss, s.Miner, s.MinerParams = "cosine", "all", map[string]float64{"m": 1} }),
		`miner distance-weighted: parameter far is 2`: with(func(s *asked) {
			s.Loss, s.Miner, s.MinerParams = "cosine", "distance-weighted", map[string]float64{"far": 2}
		}),
		`unknown reducer "mean-nonnull"; did you mean "mean-nonzero"?`:          with(func(s *asked) { s.Loss, s.Reducer = "cosine", "mean-nonnull" }),
		`loss contrastive: unknown reducer "sum"`:                               with(func(s *asked) { s.Loss, s.Reducer = "contrastive", "sum" }),
		`loss cosine: unknown parameter "m"`:                                    with(func(s *asked) { s.Loss, s.Params = "cosine", map[string]float64{"m": 1} }),
		`unknown name cos_np; did you mean`:                                     with(func(s *asked) { s.Loss = "relu(cos_ap - cos_np)" }),
		`loss supcon takes no distance in brackets`:                             with(func(s *asked) { s.Loss = "supcon(cos)" }),
		`loss contrastive(cos: a bracket is opened and not closed`:              with(func(s *asked) { s.Loss = "contrastive(cos" }),
		`loss contrastive: distance "cosi": loss: unknown name cosi; a formula`: with(func(s *asked) { s.Loss = "contrastive(cosi)" }),
		`loss contrastive: distance "": loss: `:                                 with(func(s *asked) { s.Loss = "contrastive()" }),
		`3 values are not the lower triangle`:                                   {},
	} {
		if s.Dim == 0 && s.Loss == "" {
			s = asked{Loss: "relu(mah_ap - mah_an)", Dim: 3, Mahalanobis: distance.Whitening{1, 2, 3, 4}}
			want = "4 values are not the lower triangle"
		}
		if _, err := makeLoss[float32](s, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v:\n got %v\nwant %s", s, err, want)
		}
	}
}

func TestBatchParameters(t *testing.T) {
	for _, c := range []struct {
		spec asked
		want string
	}{
		{asked{Loss: "supcon"}, "tau=0.1"},
		{asked{Loss: "proxy-anchor", Params: map[string]float64{"delta": 0.2}}, "alpha=32 delta=0.2"},
		{asked{Loss: "contrastive(cos)"}, "m=1"},
	} {
		k, err := Read(c.spec.Loss, c.spec.Params)
		if err != nil {
			t.Fatal(err)
		}
		p := k.Parameters()
		var got []string
		for _, q := range p {
			got = append(got, fmt.Sprintf("%s=%v", q.Name, q.Value))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.spec.Loss, got, c.want)
		}
	}
	p, err := MinerParameters("distance-weighted", map[string]float64{"far": 1.2})
	if err != nil || len(p) != 2 || p[0].Value != 0.5 || p[1].Value != 1.2 {
		t.Errorf("%v, %v", p, err)
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"supcon": true, " contrastive( cos ) ": true, "contrastive(cos": true, "supcon(": true,
		"": false, "cosine": false, "supcom": false, "relu(cos_ap - cos_an)": false,
	} {
		if Is(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
	if _, err := Read("cosine", nil); err == nil {
		t.Error("a loss of triplets is read as one over batches")
	}
}

// What a model file holds of a loss of triplets makes the same loss again.
func TestMinedLossIsMadeAgain(t *testing.T) {
	spec := asked{Loss: "relu(mah_ap - mah_an + 1)", Miner: "semi-hard", MinerParams: map[string]float64{"m": 2}, Dim: 6, Seed: 1 << 63}
	l := compile[float64](t, spec)
	if err := l.Triplet().SetWhitening(someWhitening(t, 6)); err != nil {
		t.Fatal(err)
	}
	one, err := triplet.Compile[float64](l.Triplet().Spec())
	if err != nil {
		t.Fatal(err)
	}
	again, err := Mined(one, Spec{Miner: spec.Miner, MinerParams: spec.MinerParams, Reducer: reduceMean, Dim: 6, Seed: spec.Seed}, nil)
	if err != nil {
		t.Fatal(err)
	}
	emb, labels := batchOfLabels[float64](2, 20, 6, 3)
	a, b := make([]float64, len(emb)), make([]float64, len(emb))
	la, _ := l.Eval(emb, labels, a, 0)
	lb, _ := again.Eval(emb, labels, b, 0)
	if la != lb || la == 0 || !slices.Equal(a, b) {
		t.Errorf("loss %v, again %v", la, lb)
	}
	if other, _ := compile[float64](t, spec).Eval(emb, labels, nil, 0); other == la {
		t.Error("the state of mahalanobis changes nothing")
	}
}

func TestAtMargin(t *testing.T) {
	for miner, want := range map[string]float64{"all": 0.4, "distance-weighted": 0.4, "batch-hard": 0, "batch-easy-hard": 0, "semi-hard": 0} {
		if got := compile[float64](t, asked{Loss: "cosine", Miner: miner, Dim: 2}).AtMargin(); got != want {
			t.Errorf("%s: %v, want %v", miner, got, want)
		}
	}
	if got := compile[float64](t, asked{Loss: "supcon", Dim: 2}).AtMargin(); got != 0 {
		t.Errorf("supcon: %v", got)
	}
}

// One default of each, which the trainer uses too.
func TestDefaults(t *testing.T) {
	one, err := triplet.Compile[float64](triplet.Spec{Formula: "relu(cos_ap - cos_an + 0.4)"})
	if err != nil {
		t.Fatal(err)
	}
	emb, labels := batchOfLabels[float64](2, 20, 6, 3)
	var got [2]float64
	for i, s := range []Spec{{Dim: 6}, {Dim: 6, Miner: DefaultMiner, Reducer: DefaultReducer}} {
		l, err := Mined(one, s, nil)
		if err != nil {
			t.Fatal(err)
		}
		got[i], _ = l.Eval(emb, labels, nil, 0)
	}
	if got[0] != got[1] || got[0] == 0 {
		t.Errorf("losses %v", got)
	}
}

// A learned parameter: its slope, and a distance that ranks by its present value.
func TestBatchLearnedParameters(t *testing.T) {
	spec := asked{Loss: "let w = learn(0.1, 0, 3); let d = cos + w*man; softplus(d_ap - d_an)", Dim: 5}
	for _, spec.Miner = range MinerNames() {
		for _, spec.Reducer = range ReducerNames() {
			l := compile[float64](t, spec)
			emb, labels := batchOfLabels[float64](4, 15, 5, 3)
			for _, w := range []float64{0.1, 0.7, 2.3} {
				l.Triplet().SetLearned([]float64{w})
				loss, ok := l.Eval(emb, labels, nil, 0)
				fresh := compile[float64](t, asked{Loss: strings.Replace(spec.Loss, "learn(0.1, 0, 3)", fmt.Sprint(w), 1),
					Dim: 5, Miner: spec.Miner, Reducer: spec.Reducer})
				if want, _ := fresh.Eval(emb, labels, nil, 0); !ok || loss != want {
					t.Errorf("%s, w = %v: loss %v, want %v", spec.name(), w, loss, want)
				}
				slopes := slices.Clone(l.LearnedSlopes())
				f := func(v []float64) float64 {
					l.Triplet().SetLearned(v)
					loss, _ := l.Eval(emb, labels, nil, 0)
					return loss
				}
				testutil.GradCheck(t, spec.name(), f, []float64{w}, slopes, 1e-8)
			}
		}
	}
}

// Slopes by learned parameters are those of the last Eval, also where that compares
// nothing or leaves everything out, and none that is not finite passes.
func TestLearnedSlopesAreOfTheLastEval(t *testing.T) {
	emb, labels := batchOfLabels[float64](4, 15, 5, 3)
	l := compile[float64](t, asked{Loss: "let w = learn(0.1, 0, 3); softplus(cos_ap - w*cos_an)", Dim: 5, Miner: "all"})
	l.Eval(emb, labels, nil, 0)
	if l.LearnedSlopes()[0] == 0 {
		t.Fatal("no slope to begin with")
	}
	different := make([]int32, len(labels))
	for i := range different {
		different[i] = int32(i)
	}
	if loss, ok := l.Eval(emb, different, nil, 1); loss != 0 || !ok || l.LearnedSlopes()[0] != 0 {
		t.Errorf("a batch of different classes: loss %v, ok %v, slopes %v", loss, ok, l.LearnedSlopes())
	}
	l = compile[float64](t, asked{Loss: "let w = learn(0, 0, 1); w*relu(cos_ap - cos_an + 2)", Dim: 5, Miner: "all", Reducer: "mean-nonzero"})
	if loss, ok := l.Eval(emb, labels, nil, 0); loss != 0 || !ok || l.LearnedSlopes()[0] != 0 {
		t.Errorf("losses of 0 that are left out: loss %v, ok %v, slopes %v", loss, ok, l.LearnedSlopes())
	}
	l = compile[float64](t, asked{Loss: "let m = learn(0, 0, 2); relu(cos_ap - cos_an + 1 + sqrt(m))", Dim: 5, Miner: "all"})
	if _, ok := l.Eval(emb, labels, nil, 0); ok {
		t.Errorf("a slope of %v is ok", l.LearnedSlopes())
	}
	if rows, why := l.Explain(); why == nil || len(rows) != 3 {
		t.Errorf("rows %v, why %v", rows, why)
	}
}
