package metric

import (
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// A loss may mix terms that share sums with terms that do not.
func TestDistancesOfRawVectorsFitIn(t *testing.T) {
	const dim = 6
	lives := 0
	for _, terms := range [][]TermSpec{nil, {{Distance: "cosine", Weight: 0.8, Margin: 0.4}}} {
		l := &Loss[float64]{raw: []term[Distance[float64]]{{manhattan[float64]{}, 0.3, 0.5, 1}}}
		for _, s := range terms {
			if err := l.add(s); err != nil {
				t.Fatal(err)
			}
		}
		for seed := range uint64(20) {
			emb := normals[float64](seed, 3*dim, 1)
			a, p, n := emb[:dim], emb[dim:2*dim], emb[2*dim:]
			want := naiveLoss(Spec{Terms: terms}, a, p, n) + 0.3*math.Max(manhattan[float64]{}.Value(a, p)-manhattan[float64]{}.Value(a, n)+0.5, 0)
			loss, live, grad := make([]float64, 1), make([]bool, 1), fill[float64](3*dim, 9)
			l.Eval(emb, grad, dim, loss, live, 1)
			testutil.Near(t, "loss", loss[0], want, 1e-13)
			if live[0] {
				lives++
			}
			f := func(e []float64) float64 { return l.Value(e[:dim], e[dim:2*dim], e[2*dim:]) }
			testutil.GradCheck(t, "raw term", f, emb, grad, 1e-9)
		}
	}
	if lives < 10 || lives > 35 {
		t.Errorf("%d of 40 live tests too little", lives)
	}
}
