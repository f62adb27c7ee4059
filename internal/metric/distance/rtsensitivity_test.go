package distance

import (
	"math"
	"testing"

	"mekiki/internal/testutil"
)

var _ = know("rtsensitivity", facts{
	oneSided: true, needsLength: true,
	naive: func(x, y []float64) float64 { return math.Abs(dot(x, y)/dot(x, x) - 1) },
})

func TestRTSensitivityByHand(t *testing.T) {
	d := lookup[float64](t, "rtsensitivity")
	x := []float64{1, 2, 2}
	for _, c := range []struct {
		what string
		x, y []float64
		want float64
	}{
		{"equal", x, x, 0},
		{"twice as strong", x, []float64{2, 4, 4}, 1},
		{"half as strong", x, []float64{0.5, 1, 1}, 0.5},
		{"against it", x, []float64{-1, -2, -2}, 2},
		{"upright", x, []float64{2, -1, 0}, 1},
		{"as strong, with something upright", x, []float64{3, 1, 2}, 0},
		{"zero y", x, make([]float64, 3), 1},
		{"zero anchor", make([]float64, 3), x, 1},
		{"both zero", make([]float64, 3), make([]float64, 3), 1},
		{"one component", []float64{4}, []float64{5}, 0.25},
	} {
		testutil.Near(t, c.what, d.Value(c.x, c.y), c.want, 1e-15)
		dx, dy := gradient(d, c.x, c.y)
		still := c.want == 0 || testutil.Length(c.x) == 0
		if got := testutil.Length(dx)+testutil.Length(dy) == 0; got != still {
			t.Errorf("%s: gradient %v, %v", c.what, dx, dy)
		}
	}
}
