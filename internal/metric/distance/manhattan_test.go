package distance

import (
	"math"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

var _ = know("manhattan", facts{triangle: true, naive: func(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s += math.Abs(x[i] - y[i])
	}
	return s
}})

func TestManhattanByHand(t *testing.T) {
	d := lookup[float64](t, "manhattan")
	x, y := []float64{1, 2, 5}, []float64{4, 2, 3}
	testutil.Near(t, "value", d.Value(x, y), 5, 0)
	dx, dy := gradient(d, x, y)
	if !slices.Equal(dx, []float64{-1, 0, 1}) || !slices.Equal(dy, []float64{1, 0, -1}) {
		t.Errorf("gradient %v, %v; equal components must give 0", dx, dy)
	}
	testutil.Near(t, "one component", d.Value([]float64{3}, []float64{-1}), 4, 0)
}
