package distance

import (
	"testing"

	"mekiki/internal/testutil"
)

var _ = know("snr", facts{
	oneSided: true, needsLength: true,
	tol: 1e-12, gradTol: 1e-7, // two components may have a small variance and large slopes
	naive: func(x, y []float64) float64 {
		if len(x) == 1 {
			return 1
		}
		noise := make([]float64, len(x))
		for i := range x {
			noise[i] = y[i] - x[i]
		}
		s, n := centre(x), centre(noise)
		return dot(n, n) / dot(s, s)
	},
})

func TestSNRByHand(t *testing.T) {
	d := lookup[float64](t, "snr")
	signal, flat := []float64{0, 2, 0, 2}, []float64{0.1, 0.1, 0.1, 0.1}
	for _, c := range []struct {
		what  string
		x, y  []float64
		want  float64
		still bool // gradient 0
	}{
		{"noise of a quarter", signal, []float64{1, 3, 0, 2}, 0.25, false},
		{"the other way round", []float64{1, 3, 0, 2}, signal, 0.2, false},
		{"shifted", signal, []float64{5, 7, 5, 7}, 0, true},
		{"y without variance", signal, flat, 1, false},
		{"no signal", flat, signal, 1, true},
		{"neither", flat, flat, 1, true},
		{"zero anchor", make([]float64, 4), signal, 1, true},
		{"one component", []float64{3}, []float64{5}, 1, true},
	} {
		testutil.Near(t, c.what, d.Value(c.x, c.y), c.want, 1e-15)
		dx, dy := gradient(d, c.x, c.y)
		if still := testutil.Length(dx)+testutil.Length(dy) < 1e-15; still != c.still {
			t.Errorf("%s: gradient %v, %v", c.what, dx, dy)
		}
	}
}
