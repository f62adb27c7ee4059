package distance

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"mekiki/internal/testutil"
)

var _ = know("rtsn", facts{
	oneSided: true, needsLength: true,
	tol: 1e-12, gradTol: 1e-7, // in two components the cone's tip may be near
	naive: func(x, y []float64) float64 {
		if len(x) == 1 {
			return 0
		}
		// Taguchi's own form.
		total, slope := dot(y, y), dot(x, y)*dot(x, y)/dot(x, x)
		return math.Sqrt((total - slope) / float64(len(x)-1))
	},
})

func TestRTSNByHand(t *testing.T) {
	d := lookup[float64](t, "rtsn")
	x := []float64{1, 2, 2}
	for _, c := range []struct {
		what string
		x, y []float64
		want float64
	}{
		{"equal", x, x, 0},
		{"a multiple", x, []float64{-3, -6, -6}, 0},
		{"upright", x, []float64{2, 0, -1}, math.Sqrt(5. / 2)},
		{"a multiple and something upright", x, []float64{4, 4, 3}, math.Sqrt(5. / 2)},
		{"zero y", x, make([]float64, 3), 0},
		{"zero anchor", make([]float64, 3), x, math.Sqrt(9. / 2)},
		{"both zero", make([]float64, 3), make([]float64, 3), 0},
		{"one component", []float64{4}, []float64{5}, 0},
		{"one component, zero anchor", []float64{0}, []float64{5}, 0},
	} {
		testutil.Near(t, c.what, d.Value(c.x, c.y), c.want, 1e-15)
		dx, dy := gradient(d, c.x, c.y)
		if got := testutil.Length(dx)+testutil.Length(dy) == 0; got != (c.want == 0) {
			t.Errorf("%s: gradient %v, %v", c.what, dx, dy)
		}
	}
	dx, dy := gradient(d, make([]float64, 3), x)
	testutil.Near(t, "zero anchor: ∂/∂x", testutil.Length(dx), 0, 0)
	testutil.Near(t, "zero anchor: ∂/∂y", testutil.Length(dy), math.Sqrt(1./2), 1e-15)
}

// Near the line Taguchi's difference of squares has no digits left.
func TestRTSNKeepsItsDigitsNearTheLine(t *testing.T) {
	d := lookup[float64](t, "rtsn")
	const off = 1e-9
	x, y := []float64{1, 1, 1, 1}, []float64{3 + off, 3 - off, 3 + off, 3 - off}
	testutil.Near(t, "value/off", d.Value(x, y)/off, math.Sqrt(4./3), 1e-6)
}

// A multiple that rounds must not point anywhere.
func TestRTSNHasNoGradientFromRounding(t *testing.T) {
	d := lookup[float64](t, "rtsn")
	for seed := range uint64(200) {
		x := testutil.Normals[float64](seed, 16, 1)
		y := make([]float64, len(x))
		for i := range x {
			y[i] = 0.3 * x[i]
		}
		dx, dy := gradient(d, x, y)
		if testutil.Length(dx)+testutil.Length(dy) != 0 {
			t.Fatalf("seed %d: gradient of length %g, %g", seed, testutil.Length(dx), testutil.Length(dy))
		}
	}
}

// What the two RT measures see is all that the Euclidean distance sees.
func TestRTMeasuresSplitTheEuclideanDistance(t *testing.T) {
	sq, b, e := lookup[float64](t, "sqeuclidean"), lookup[float64](t, "rtsensitivity"), lookup[float64](t, "rtsn")
	rapid.Check(t, func(t *rapid.T) {
		v := vectors(t, 2)
		x, y := v[0], v[1]
		if testutil.Length(x) < 1e-20 {
			return // counts as zero
		}
		along, upright := b.Value(x, y), e.Value(x, y)
		got := dot(x, x)*along*along + float64(len(x)-1)*upright*upright
		if want := sq.Value(x, y); math.Abs(got-want) > 1e-10*(dot(x, x)+dot(y, y)) {
			t.Fatalf("|x-y|² = %g, the two parts make %g", want, got)
		}
	})
}
