package distance

import (
	"math"
	"testing"
)

func lookup[T Float](t testing.TB, name string) Distance[T] {
	t.Helper()
	d, err := Lookup[T](name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

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

// naive is each distance as its formula reads, from the vectors alone; facts
// of a distance bring it.
var naive = map[string]func(x, y []float64) float64{}
