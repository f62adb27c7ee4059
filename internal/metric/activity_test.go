package metric

import (
	"math"
	"testing"
)

func TestActivity(t *testing.T) {
	// Three triplets in the plane; |a-p| - |a-n| is -1, 2 and 0.
	emb := []float64{
		0, 1, 0, 2, 0, 3,
		0, 1, 0, 4, 0, 2,
		1, 0, 2, 0, 0, 0,
	}
	l := compile[float64](t, Spec{Formula: "relu(euc_ap - euc_an - 1.5) + relu(euc_an - euc_ap + 0.5) + relu(euc_ap - euc_an - 5)"})
	got := l.Activity(emb, 2)
	for i, want := range []HingeActivity{
		{Hinge: "relu(euc_ap - euc_an - 1.5)", Active: 1, Largest: 0.5},
		{Hinge: "relu(euc_an - euc_ap + 0.5)", Active: 2, Largest: 1.5},
		{Hinge: "relu(euc_ap - euc_an - 5)", Active: 0, Largest: -3},
	} {
		if g := got[i]; g.Hinge != want.Hinge || g.Active != want.Active || g.Triplets != 3 || math.Abs(g.Largest-want.Largest) > 1e-12 {
			t.Errorf("hinge %d: got %+v, want %+v", i, g, want)
		}
	}
}
