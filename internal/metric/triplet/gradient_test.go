package triplet

import (
	"fmt"
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// farFromKinks says whether no hinge of the triplet changes its state near by.
func farFromKinks(terms []hinge, a, p, n []float64) bool {
	for _, t := range terms {
		d := mustDistance(t.Distance)
		diff := d.Value(a, p) - d.Value(a, n)
		if t.Inverted {
			diff = -diff
		}
		if math.Abs(diff+t.Margin) < 1e-2 {
			return false
		}
	}
	return true
}

func TestLossGradientsAgainstDifferences(t *testing.T) {
	const dim, scale = 8, 0.25
	for _, spec := range specs(t) {
		l := compile[float64](t, spec.Spec)
		live, dead := 0, 0
		worst := 0.0
		for seed := range uint64(60) {
			// Long vectors reach beyond the dead zone of 5.
			emb := testutil.Normals[float64](seed, 3*dim, 1+float64(seed%4))
			a, p, n := emb[:dim], emb[dim:2*dim], emb[2*dim:]
			if !farFromKinks(spec.terms, a, p, n) {
				continue
			}
			grad := testutil.Normals[float64](98, 3*dim, 1) // must be overwritten
			loss, alive := make([]float64, 1), make([]bool, 1)
			eval(l, emb, grad, dim, loss, alive, scale)
			if alive[0] {
				live++
			} else {
				dead++
			}
			f := func(e []float64) float64 { return scale * valueOf(l, e[:dim], e[dim:2*dim], e[2*dim:]) }
			worst = max(worst, testutil.GradCheck(t, fmt.Sprintf("%s, seed %d", spec.Name, seed), f, emb, grad, 1e-9))
		}
		t.Logf("%s: %d live, %d dead, largest error %.1e", spec.Name, live, dead, worst)
		if live < 10 || dead < 1 && spec.Name != "all four" {
			t.Errorf("%s: %d live and %d dead triplets test too little", spec.Name, live, dead)
		}
	}
}
