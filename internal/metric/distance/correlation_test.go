package distance

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"mekiki/internal/testutil"
)

var _ = know("correlation", facts{
	limit: 2, needsLength: true,
	tol: 1e-12, // the mean goes off a sum
	naive: func(x, y []float64) float64 {
		if len(x) == 1 {
			return 1
		}
		return 1 - naiveCos(centre(x), centre(y))
	},
})

func TestCorrelationByHand(t *testing.T) {
	d := lookup[float64](t, "correlation")
	flat, one := []float64{0.1, 0.1, 0.1}, []float64{1, 2, 4}
	for _, c := range []struct {
		what string
		x, y []float64
		want float64
	}{
		{"stretched and shifted", one, []float64{13, 16, 22}, 0},
		{"upside down", one, []float64{-1, -2, -4}, 2},
		{"upright", []float64{1, 2, 3}, []float64{1, -2, 1}, 1},
		{"one without variance", one, flat, 1},
		{"the other without variance", flat, one, 1},
		{"both without variance", flat, flat, 1},
		{"one component", []float64{3}, []float64{3}, 1},
		{"zero", []float64{0, 0}, []float64{1, 2}, 1},
	} {
		testutil.Near(t, c.what, d.Value(c.x, c.y), c.want, 1e-15)
		dx, dy := gradient(d, c.x, c.y)
		if c.what != "upright" {
			testutil.Near(t, c.what+": gradient", testutil.Length(dx)+testutil.Length(dy), 0, 1e-15)
		}
	}
}

func TestCorrelationForgetsBrightnessAndContrast(t *testing.T) {
	d := lookup[float64](t, "correlation")
	rapid.Check(t, func(t *rapid.T) {
		v := vectors(t, 2)
		if math.Min(testutil.Length(centre(v[0])), testutil.Length(centre(v[1]))) < 1e-3 {
			return // so little variance that a shift costs its digits
		}
		contrast := rapid.Float64Range(0.1, 10).Draw(t, "contrast")
		brightness := rapid.Float64Range(-100, 100).Draw(t, "brightness")
		changed := make([]float64, len(v[0]))
		for i, x := range v[0] {
			changed[i] = contrast*x + brightness
		}
		if a, b := d.Value(v[0], v[1]), d.Value(changed, v[1]); math.Abs(a-b) > 1e-9 {
			t.Fatalf("%g, %g after the change", a, b)
		}
	})
}

// A mean a million times the spread must not cost more digits than its own
// rounding of the components.
func TestCentredMomentsKeepTheirDigits(t *testing.T) {
	const dim = 100
	for _, shift := range []float64{0, 1 << 20, -1 << 30} {
		x, y := make([]float64, dim), make([]float64, dim)
		for i := range x {
			// Multiples of 1/64 stay exact under the shift.
			x[i], y[i] = math.Round(64*math.Sin(float64(i)))/64, math.Round(64*math.Cos(float64(3*i)))/64
		}
		want, _, _ := centredMoments(x, y)
		for i := range x {
			x[i] += shift
			y[i] -= shift
		}
		got, _, _ := centredMoments(x, y)
		if got != want {
			t.Errorf("shift %g: %+v, want %+v", shift, got, want)
		}
	}
}
