package triplet

import (
	"testing"

	"mekiki/internal/testutil"
)

// A loss may mix terms that share sums with terms that do not.
func TestDistancesOfRawVectorsFitIn(t *testing.T) {
	const dim = 6
	lives := 0
	man, cos := hinge{"manhattan", 0.3, 0.5, false}, hinge{"cosine", 0.8, 0.4, false}
	for _, with := range []hinges{ofTerms(t, "", man), ofTerms(t, "", man, cos)} {
		l := compile[float64](t, with.Spec)
		for seed := range uint64(20) {
			emb := testutil.Normals[float64](seed, 3*dim, 1)
			a, p, n := emb[:dim], emb[dim:2*dim], emb[2*dim:]
			want := naiveLoss(with.terms, a, p, n)
			loss, live, grad := make([]float64, 1), make([]bool, 1), testutil.Fill[float64](3*dim, 9)
			eval(l, emb, grad, dim, loss, live, 1)
			testutil.Near(t, "loss", loss[0], want, 1e-13)
			if live[0] {
				lives++
			}
			f := func(e []float64) float64 { return valueOf(l, e[:dim], e[dim:2*dim], e[2*dim:]) }
			testutil.GradCheck(t, "raw term", f, emb, grad, 1e-9)
		}
	}
	if lives < 10 || lives > 35 {
		t.Errorf("%d of 40 live tests too little", lives)
	}
}
