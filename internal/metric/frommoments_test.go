package metric

import (
	"math/rand/v2"
	"testing"

	"mekiki/internal/metric/distance"
)

func TestFromMoments(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	x, y := make([]float32, 33), make([]float32, 33)
	for i := range x {
		x[i], y[i] = rng.Float32()-0.3, rng.Float32()-0.4
	}
	m := distance.MomentsOf(x, y)
	if m != distance.MomentsOf(x, y) {
		t.Errorf("moments %+v", m)
	}
	for _, name := range []string{"angular", "cosine", "euclidean", "sqeuclidean", "0.8*cos + 0.02*euc", "sqrt(euc + 1)*ang + abs(|x| - |y|)/|y|"} {
		d, err := ParseMeasure[float32](name)
		if err != nil {
			t.Fatal(err)
		}
		at, ok := FromMoments[float32](d)
		if !ok {
			t.Fatalf("%s is no function of the moments", name)
		}
		if got, want := at(m), d.Value(x, y); got != want {
			t.Errorf("%s: %v from moments, %v from the vectors", name, got, want)
		}
	}
	if _, ok := FromMoments[float32](other{}); ok {
		t.Error("a distance of its own passes for one of the moments")
	}
}

// other is a distance that is no function of the moments.
type other struct{ distance.Distance[float32] }
