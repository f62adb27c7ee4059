package distance

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"mekiki/internal/testutil"
)

var _ = know("chebyshev", facts{
	triangle: true,
	gradTol:  3e-7, // the sixteenth power bends much within a step
	naive: func(x, y []float64) float64 {
		most, s := 0.0, 0.0
		for i := range x {
			most = math.Max(most, math.Abs(x[i]-y[i]))
		}
		for i := range x {
			s += math.Pow(math.Abs(x[i]-y[i])/most, 16)
		}
		if most == 0 {
			return 0
		}
		return most * math.Pow(s, 1./16)
	},
})

func TestChebyshevByHand(t *testing.T) {
	d := lookup[float64](t, "chebyshev")
	for _, c := range []struct {
		x, y []float64
		want float64
	}{
		{[]float64{7}, []float64{4}, 3},
		{[]float64{1, 2, 3}, []float64{1, -3, 3}, 5},
		{[]float64{1, 1}, []float64{4, -2}, 3 * math.Pow(2, 1./16)},
		{[]float64{2, 3}, []float64{2, 3}, 0},
	} {
		testutil.Near(t, fmt.Sprint(c.x, c.y), d.Value(c.x, c.y), c.want, 1e-15)
	}
	for _, tiny := range []float64{0, 5e-324, 1e-300} {
		x, y := []float64{2 * tiny, tiny}, []float64{0, tiny}
		dx, dy := gradient(d, x, y)
		if v := d.Value(x, y); v != 0 || testutil.Length(dx)+testutil.Length(dy) != 0 {
			t.Errorf("difference %g: value %g, gradient %v, %v", 2*tiny, v, dx, dy)
		}
	}
}

// The promise of the comment: between the maximum and k^(1/16) times it.
func TestChebyshevIsNearTheMaximum(t *testing.T) {
	d := lookup[float64](t, "chebyshev")
	rapid.Check(t, func(t *rapid.T) {
		v := vectors(t, 2)
		most := 0.0
		for i := range v[0] {
			most = math.Max(most, math.Abs(v[0][i]-v[1][i]))
		}
		if most < least {
			return
		}
		got, bound := d.Value(v[0], v[1]), most*math.Pow(float64(len(v[0])), 1./16)
		if got < most*(1-1e-15) || got > bound*(1+1e-14) {
			t.Fatalf("%g; the maximum is %g, the bound %g", got, most, bound)
		}
	})
}

// A gradient spread over equal differences: shares of 1, less by the norm.
func TestChebyshevSharesItsGradient(t *testing.T) {
	d := lookup[float64](t, "chebyshev")
	dx, _ := gradient(d, []float64{5, 5, 5, 0}, []float64{1, 9, 1, 0})
	share := math.Pow(3, -15./16)
	for i, want := range []float64{share, -share, share, 0} {
		testutil.Near(t, fmt.Sprint("share ", i), dx[i], want, 1e-14)
	}
}

// NaN beside equal components is seen by no comparison.
func TestChebyshevSeesNaNAmongEqualComponents(t *testing.T) {
	d := lookup[float64](t, "chebyshev")
	for i := range 3 {
		x, y := []float64{1, 2, 3}, []float64{1, 2, 3}
		y[i] = math.NaN()
		if v := d.Value(x, y); v == v {
			t.Errorf("NaN in component %d: %g", i, v)
		}
	}
}
