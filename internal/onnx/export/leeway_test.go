package export

import (
	"math"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/testutil"
)

// TestLeeway: what rounding can do to a distance, and no more.
func TestLeeway(t *testing.T) {
	const dim, count = 16, 300
	rows := testutil.Normals[float32](3, count*dim, 1)
	leeway := func(measure string, threshold float64) float64 {
		m, err := metric.ParseMeasure[float32](measure)
		if err != nil {
			t.Fatal(err)
		}
		k := &Known{Rows: rows, Labels: make([]int32, count), Classes: 1, Measure: m, Threshold: threshold}
		l := k.leeway(dim)
		if l != k.leeway(dim) {
			t.Errorf("%s: not the same twice", measure)
		}
		return l
	}
	// Of a picture with itself the Euclidean distance is the length of the change, 4e-6
	// times the largest value; the cosine distance changes by half its square.
	for _, c := range []struct {
		measure   string
		threshold float64
		lo, hi    float64
	}{
		{"euclidean", 0, 6e-6, 2e-5}, {"euclidean", 5, 1e-6, 2e-5}, {"3*euc", 0, 18e-6, 6e-5},
		{"cosine", 0, 1e-13, 1e-11}, {"cosine", 1, 1e-7, 1e-5},
		{"log(0.001 - euc)", 1, 6e-3, 2e-2}, // of a picture with itself alone it is a number
	} {
		if l := leeway(c.measure, c.threshold); !(l >= c.lo && l <= c.hi) || math.IsNaN(l) {
			t.Errorf("%s, threshold %v: leeway %g, not %g to %g", c.measure, c.threshold, l, c.lo, c.hi)
		}
	}
}
