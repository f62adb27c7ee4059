package eval

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/distance"
)

// triplets makes n triplets of dim 4: p near a, n elsewhere.
func triplets(rng *rand.Rand, n int) []float32 {
	emb := make([]float32, 0, n*12)
	for range n {
		var a, p, neg [4]float32
		for k := range a {
			a[k] = float32(rng.NormFloat64())
			p[k] = a[k] + float32(rng.NormFloat64())/2
			neg[k] = float32(rng.NormFloat64())
		}
		emb = slices.Concat(emb, a[:], p[:], neg[:])
	}
	return emb
}

func TestRun(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	in := Input{
		Dim: 4, Test: triplets(rng, 80), Val: triplets(rng, 40),
		Query: random(rng, 20, 4, 3, false), Gallery: random(rng, 60, 4, 3, false),
	}
	r, err := Run(t.Context(), in, Options{Resamples: 20})
	if err != nil {
		t.Fatal(err)
	}
	if r.Triplets != 80 || r.Queries != 20 || r.Gallery != 60 || r.Seconds <= 0 {
		t.Errorf("counts %+v", r)
	}
	for _, name := range distance.Names() {
		if v := r.Verification[name]; v == nil || v.AUC.Value < 0.5 {
			t.Errorf("%s: %+v", name, v)
		}
	}
	// A square changes no order, an angle none of the cosine's.
	for _, pair := range [][2]string{{"euclidean", "sqeuclidean"}, {"cosine", "angular"}} {
		a, b := r.Verification[pair[0]], r.Verification[pair[1]]
		if a.TripletAccuracy != b.TripletAccuracy || math.Abs(a.AUC.Value-b.AUC.Value) > 1e-3 {
			t.Errorf("%v disagree: %+v %+v", pair, a.AUC, b.AUC)
		}
	}
	for _, name := range spaces() {
		want, err := Search(t.Context(), in.Query, in.Gallery, 4, name, Options{Resamples: 20})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Neighbours[name]; got == nil || got.KNN5 != want.KNN5 {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}

	in.Query = Set{}
	if r, err = Run(t.Context(), in, Options{}); err != nil || len(r.Neighbours) != 0 {
		t.Errorf("without queries: %v, %v", r, err)
	}
}

func TestRunErrors(t *testing.T) {
	good := triplets(rand.New(rand.NewPCG(33, 34)), 5)
	bad := slices.Clone(good)
	bad[(3*2+2)*4+1] = float32(math.Inf(-1))
	for _, c := range []struct {
		want      string
		test, val []float32
		names     []string
	}{
		{"no test triplets", nil, good, nil},
		{"no validation triplets", good, nil, nil},
		{"row 8, the negative of test triplet 2, holds -Inf", bad, good, nil},
		{"validation triplet 2", good, bad, nil},
		{`did you mean "cosine"`, good, good, []string{"cosin"}},
	} {
		in := Input{Dim: 4, Test: c.test, Val: c.val}
		if _, err := Run(t.Context(), in, Options{Distances: c.names}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want an error with %q, got %v", c.want, err)
		}
	}
}
