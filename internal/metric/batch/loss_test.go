package batch

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/distance"
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

func compile[T distance.Float](t testing.TB, spec Spec) *Loss[T] {
	t.Helper()
	l, err := Compile[T](spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// batchSpecs are losses of every kind. Their hinges are so few, or the seeds so
// chosen, that no kink is near in the gradient check.
func batchSpecs() []Spec {
	var out []Spec
	add := func(s Spec) {
		s.Dim, s.Classes, s.Seed = 5, 4, 9
		out = append(out, s)
	}
	for _, name := range Names() {
		add(Spec{Loss: name})
	}
	add(Spec{Loss: "multi-similarity", Params: map[string]float64{"alpha": 3, "beta": 7, "base": 0.2, "epsilon": 0.4}})
	add(Spec{Loss: "arcface", Params: map[string]float64{"m": 1.2, "s": 4}})
	add(Spec{Loss: "contrastive", Params: map[string]float64{"m": 3.5}, Reducer: reduceNonzero})
	add(Spec{Loss: "contrastive(0.8*cos + 0.02*euc*|x|/(1+|y|))", Params: map[string]float64{"m": 0.7}})
	formulas := []string{
		"cosine", "combined-threshold", "soft-margin",
		"let d = cos + 0.1*man; softplus(3*(d_ap - d_an)) + 0.1*|n|/(1+|a|)",
		"softplus(cor_ap - snr_an) + 0.1*softplus(rtb_pn) + 0.01*square(|p| - 2)",
		"softplus(mah_ap - mah_an + 0.3*che_pn)",
	}
	for _, f := range formulas {
		for _, m := range MinerNames() {
			add(Spec{Loss: f, Miner: m})
		}
	}
	add(Spec{Loss: "combined", Miner: "all", Reducer: reduceNonzero})
	return out
}

func (s Spec) name() string {
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
