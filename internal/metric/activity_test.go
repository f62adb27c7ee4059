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
	l, err := Compile[float64](Spec{Terms: []TermSpec{
		{Distance: "euclidean", Weight: 1, Margin: -1.5},
		{Distance: "euclidean", Weight: 1, Margin: 0.5, Inverted: true},
		{Distance: "euclidean", Weight: 1, Margin: -5},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got := l.Activity(emb, 2)
	for i, want := range []TermActivity{{Active: 1, Largest: 2}, {Active: 2, Largest: 1}, {Active: 0, Largest: 2}} {
		if g := got[i]; g.Active != want.Active || g.Triplets != 3 || math.Abs(g.Largest-want.Largest) > 1e-12 {
			t.Errorf("term %d: got %+v, want %+v", i, g, want)
		}
	}
}
