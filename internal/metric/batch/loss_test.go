package batch

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/testutil"
)

// batchOfLabels are n embeddings of dim and labels of so many classes, the class
// a small part of what an embedding says.
func batchOfLabels[T distance.Float](seed uint64, n, dim, classes int) ([]T, []int32) {
	r := rand.New(rand.NewPCG(seed, 4))
	labels := make([]int32, n)
	emb := make([]T, 0, n*dim)
	for i := range labels {
		labels[i] = int32(r.IntN(classes))
		for k := range dim {
			v := r.NormFloat64()
			if k%classes == int(labels[i]) {
				v += 0.7
			}
			emb = append(emb, T(v))
		}
	}
	return emb, labels
}

// asked is a loss over batches as tests name it. A miner and a reducer that are not named
// are batch-hard and mean.
type asked struct {
	Loss        string             `json:"loss"`
	Params      map[string]float64 `json:"params"`
	Miner       string             `json:"miner"`
	MinerParams map[string]float64 `json:"miner_params"`
	Reducer     string             `json:"reducer"`
	Classes     int
	Dim         int
	Seed        uint64
	Mahalanobis distance.Whitening
}

// makeLoss reads the loss and makes it.
func makeLoss[T distance.Float](a asked, products Products[T]) (*Loss[T], error) {
	spec := Spec{Miner: a.Miner, MinerParams: a.MinerParams, Reducer: a.Reducer, Classes: a.Classes, Dim: a.Dim, Seed: a.Seed, Mahalanobis: a.Mahalanobis}
	if Is(a.Loss) {
		k, err := Read(a.Loss, a.Params)
		if err != nil {
			return nil, err
		}
		return Over(k, spec, products)
	}
	spec.Miner, spec.Reducer = cmp.Or(a.Miner, "batch-hard"), cmp.Or(a.Reducer, reduceMean)
	one, err := triplet.Parse(a.Loss)
	if err != nil {
		return nil, err
	}
	one = one.With(a.Params)
	one.Mahalanobis = a.Mahalanobis
	l, err := triplet.Compile[T](one)
	if err != nil {
		return nil, err
	}
	return Mined(l, spec, products)
}

func compile[T distance.Float](t testing.TB, spec asked) *Loss[T] {
	t.Helper()
	l, err := makeLoss[T](spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// decision is the distance that a loss stands for.
func decision(t testing.TB, a asked) string {
	t.Helper()
	if one := compile[float64](t, a).Triplet(); one != nil {
		return one.Decision()
	}
	k, err := Read(a.Loss, a.Params)
	if err != nil {
		t.Fatal(err)
	}
	return k.Decision()
}

// batchSpecs are losses of every kind. Their hinges are so few, or the seeds so
// chosen, that no kink is near in the gradient check.
func batchSpecs() []asked {
	var out []asked
	add := func(s asked) {
		s.Dim, s.Classes, s.Seed = 5, 4, 9
		out = append(out, s)
	}
	for _, name := range Names() {
		add(asked{Loss: name})
	}
	add(asked{Loss: "multi-similarity", Params: map[string]float64{"alpha": 3, "beta": 7, "base": 0.2, "epsilon": 0.4}})
	add(asked{Loss: "arcface", Params: map[string]float64{"m": 1.2, "s": 4}})
	add(asked{Loss: "contrastive", Params: map[string]float64{"m": 3.5}, Reducer: reduceNonzero})
	add(asked{Loss: "contrastive(0.8*cos + 0.02*euc*|x|/(1+|y|))", Params: map[string]float64{"m": 0.7}})
	formulas := []string{
		"cosine", "combined-threshold", "soft-margin",
		"let d = cos + 0.1*man; softplus(3*(d_ap - d_an)) + 0.1*|n|/(1+|a|)",
		"softplus(cor_ap - snr_an) + 0.1*softplus(rtb_pn) + 0.01*square(|p| - 2)",
		"softplus(mah_ap - mah_an + 0.3*che_pn)",
	}
	for _, f := range formulas {
		for _, m := range MinerNames() {
			add(asked{Loss: f, Miner: m})
		}
	}
	add(asked{Loss: "combined", Miner: "all", Reducer: reduceNonzero})
	return out
}

func (s asked) name() string {
	return strings.TrimSpace(fmt.Sprint(s.Loss, " ", s.Miner, " ", s.Reducer, " ", s.Params))
}

func TestBatchGradientsAgainstDifferences(t *testing.T) {
	for _, spec := range batchSpecs() {
		tol := 1e-8
		if spec.Loss == "proxy-anchor" {
			tol = 1e-6 // exp(32 s) bends much within a step
		}
		for seed := range uint64(2) {
			l := compile[float64](t, spec)
			emb, labels := batchOfLabels[float64](seed+20, 13, spec.Dim, spec.Classes)
			grad := testutil.Normals[float64](3, len(emb), 1) // must be overwritten
			loss, ok := l.Eval(emb, labels, grad, 5)
			if !ok || loss == 0 {
				t.Fatalf("%s: loss %v", spec.name(), loss)
			}
			f := func(e []float64) float64 { v, _ := l.Eval(e, labels, nil, 5); return v }
			w, wg := l.Weights()
			wg = slices.Clone(wg)
			worst := testutil.GradCheck(t, fmt.Sprintf("%s, seed %d", spec.name(), seed), f, emb, grad, tol)
			worst = max(worst, testutil.GradCheck(t, spec.name()+" weights", func([]float64) float64 { return f(emb) }, w, wg, tol))
			t.Logf("%s: loss %.4f, largest error %.1e, %+v", spec.name(), loss, worst, l.Stats())
			if math.IsNaN(worst) {
				t.Error("NaN")
			}
		}
	}
}
