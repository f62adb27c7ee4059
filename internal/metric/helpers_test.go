package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// normals draws n standard normal values times size.
func normals[T Float](seed uint64, n int, size float64) []T {
	rng := rand.New(rand.NewPCG(seed, 1))
	v := make([]T, n)
	for i := range v {
		v[i] = T(size * rng.NormFloat64())
	}
	return v
}

func lookup[T Float](t testing.TB, name string) Distance[T] {
	t.Helper()
	d, err := Lookup[T](name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compile[T Float](t testing.TB, spec Spec) *Loss[T] {
	t.Helper()
	l, err := Compile[T](spec)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// specs are the presets and one loss with every distance, one of them twice
// and inverted.
func specs(t testing.TB) []Spec {
	t.Helper()
	var all []Spec
	for _, name := range PresetNames() {
		c, err := DefaultCoefficients(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Preset(name, c)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return append(all, Spec{Name: "all four", Terms: []TermSpec{
		{Distance: "angular", Weight: 0.5, Margin: 0.1},
		{Distance: "cosine", Weight: 0.8, Margin: 0.4},
		{Distance: "euclidean", Weight: 0.02, Margin: -1},
		{Distance: "sqeuclidean", Weight: 0.01, Margin: 2},
		{Distance: "cosine", Weight: 0.3, Margin: 0.9, Inverted: true},
	}})
}

// naive is each distance as its formula reads, from the vectors alone; facts
// of a distance bring it.
var naive = map[string]func(x, y []float64) float64{}

func naiveCos(x, y []float64) float64 {
	lx, ly, c := 0.0, 0.0, 0.0
	for i := range x {
		lx, ly = math.Hypot(lx, x[i]), math.Hypot(ly, y[i])
	}
	for i := range x {
		c += (x[i] / lx) * (y[i] / ly)
	}
	return c
}

// naiveLoss is a spec as its comment reads.
func naiveLoss(s Spec, a, p, n []float64) float64 {
	sum := 0.0
	for _, t := range s.Terms {
		diff := naive[t.Distance](a, p) - naive[t.Distance](a, n)
		if t.Inverted {
			diff = -diff
		}
		sum += t.Weight * math.Max(diff+t.Margin, 0)
	}
	return sum
}

func widen[T Float](v []T) []float64 {
	w := make([]float64, len(v))
	for i := range v {
		w[i] = float64(v[i])
	}
	return w
}
