package triplet

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// TestActivityAtValues: the values of the variables give the activity that the
// vectors give.
func TestActivityAtValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	emb := make([]float64, 3*20*5)
	for i := range emb {
		emb[i] = rng.NormFloat64()
	}
	l, err := Compile[float64](Spec{Formula: "relu(cos_ap - cos_an + 0.2) + 0.1*relu(euc_ap - euc_an - 1)"})
	if err != nil {
		t.Fatal(err)
	}
	want := l.Activity(emb, 5)
	if diff := cmp.Diff(want, l.ActivityAt(l.Values(emb, 5))); diff != "" || want[0].Active == 0 || want[1].Active == want[0].Active {
		t.Errorf("%v, %s", want, diff)
	}
}

func TestAddActivity(t *testing.T) {
	a := []HingeActivity{{Hinge: "relu(cos_ap)", Active: 1, Triplets: 3, Largest: 0.5}}
	b := []HingeActivity{{Hinge: "relu(cos_ap)", Active: 2, Triplets: 4, Largest: 0.25}}
	sum := AddActivity(AddActivity(nil, a), b)
	if want := (HingeActivity{"relu(cos_ap)", 3, 7, 0.5}); sum[0] != want || a[0].Active != 1 {
		t.Errorf("%+v from %+v and %+v", sum, a, b)
	}
}
