package distance

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

// gradient of d at (x, y).
func gradient[T Float](d Distance[T], x, y []T) (dx, dy []T) {
	dx, dy = make([]T, len(x)), make([]T, len(x))
	d.AddGrad(1, x, y, dx, dy)
	return dx, dy
}

func TestUndefinedPoints(t *testing.T) {
	zero, one := make([]float32, 3), []float32{1, 2, 3}
	minus, double := []float32{-1, -2, -3}, []float32{2, 4, 6}
	for _, c := range []struct {
		distance, what string
		x, y           []float32
		want           float64
	}{
		{"cosine", "zero", zero, one, 1},
		{"cosine", "zero", one, zero, 1},
		{"cosine", "both zero", zero, zero, 1},
		{"cosine", "equal", one, one, 0},
		{"cosine", "opposite", one, minus, 2},
		{"angular", "zero", zero, one, 0.5},
		{"angular", "both zero", zero, zero, 0.5},
		{"angular", "equal", one, one, 0},
		{"angular", "same direction", one, double, 0},
		{"angular", "opposite", one, minus, 1},
		{"euclidean", "equal", one, one, 0},
		{"euclidean", "both zero", zero, zero, 0},
		{"sqeuclidean", "equal", one, one, 0},
	} {
		d := lookup[float32](t, c.distance)
		what := c.distance + ", " + c.what
		testutil.Near(t, what, d.Value(c.x, c.y), c.want, 1e-15)
		dx, dy := gradient(d, c.x, c.y)
		testutil.Near(t, what+": |∂/∂x|", testutil.Length(dx), 0, 1e-9)
		testutil.Near(t, what+": |∂/∂y|", testutil.Length(dy), 0, 1e-9)
	}
}

func TestEqualVectorsAreExactlyZeroApart(t *testing.T) {
	for _, name := range Names() {
		for seed := range uint64(200) {
			x := testutil.Normals[float32](seed, 16, 5)
			if v := lookup[float32](t, name).Value(x, x); v != 0 {
				t.Fatalf("%s: d(x,x) = %g for seed %d", name, v, seed)
			}
		}
	}
}

// Near the poles of the angle the gradient's length is 1/(π|x|) down to 1e-6
// radian and falls below; it must never exceed that.
func TestAngularGradientIsBounded(t *testing.T) {
	d := lookup[float64](t, "angular")
	for e := -12.0; e <= 0; e += 0.25 {
		angle := math.Pow(10, e)
		for _, pole := range []float64{0, math.Pi} {
			x := []float64{2, 0}
			y := []float64{3 * math.Cos(pole-angle), 3 * math.Sin(pole-angle)}
			dx, dy := gradient(d, x, y)
			want := 1 / math.Pi
			if angle > 3e-6 {
				testutil.Near(t, fmt.Sprintf("angle %.3g: 2|∂/∂x|", angle), 2*testutil.Length(dx), want, 1e-3)
				testutil.Near(t, fmt.Sprintf("angle %.3g: 3|∂/∂y|", angle), 3*testutil.Length(dy), want, 1e-3)
			} else if 2*testutil.Length(dx) > want*1.001 || 3*testutil.Length(dy) > want*1.001 {
				t.Errorf("angle %.3g: gradient of length %g", angle, testutil.Length(dx))
			}
		}
	}
}

// Scales from the least float32 to the largest: never NaN, and infinite only
// where the true figure leaves float32.
func TestTinyAndHugeVectors(t *testing.T) {
	const dim = 128
	for _, name := range Names() {
		d, wide := lookup[float32](t, name), lookup[float64](t, name)
		for _, sx := range []float64{1e-45, 1e-38, 1e-30, 1e-20, 1, 1e20, 1e30, 5e37} {
			for _, sy := range []float64{1e-45, 1e-38, 1e-30, 1, 1e30, 5e37} {
				x, y := testutil.Normals[float32](1, dim, sx), testutil.Normals[float32](2, dim, sy)
				what := fmt.Sprintf("%s, scales %g and %g", name, sx, sy)
				v := d.Value(x, y)
				if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
					t.Errorf("%s: distance %g", what, v)
				}
				if !known[name].needsLength || min(sx, sy) >= 1e-30 {
					testutil.Near(t, what, v, naive[name](testutil.Widen(x), testutil.Widen(y)), 1e-12)
				}
				dx, dy := gradient(d, x, y)
				wx, wy := gradient(wide, testutil.Widen(x), testutil.Widen(y))
				for i := range dx {
					for _, g := range [][2]float64{{float64(dx[i]), wx[i]}, {float64(dy[i]), wy[i]}} {
						if math.IsNaN(g[1]) || math.IsInf(g[1], 0) || g[0] != float64(float32(g[1])) {
							t.Fatalf("%s: gradient %g as float32, %g as float64", what, g[0], g[1])
						}
					}
				}
			}
		}
	}
}

// A broken embedding must show in the loss.
func TestNaNAndInfinityAreNotHidden(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, name := range Names() {
			d := lookup[float32](t, name)
			for _, other := range []float64{0, 1e-40, 1, -2} {
				x, y := testutil.Fill[float32](3, 1), testutil.Fill[float32](3, other)
				x[1] = float32(bad)
				for _, v := range []float64{d.Value(x, y), d.Value(y, x)} {
					if !math.IsNaN(v) && !math.IsInf(v, 1) {
						t.Errorf("%s between %v and %v is %g", name, x, y, v)
					}
				}
			}
		}
	}
}

// Wherever the broken component stands, also alone and between vectors that are
// zero or equal otherwise, value and gradient show it.
func TestBrokenComponentsShowInEveryPlace(t *testing.T) {
	isBroken := func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }
	for _, name := range Names() {
		d := lookup[float64](t, name)
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for _, dim := range []int{1, 2, 5} {
				for _, rest := range []float64{0, 2} {
					for at := range dim {
						x, y := testutil.Fill[float64](dim, rest), testutil.Fill[float64](dim, rest)
						x[at] = bad
						for _, pair := range [][2][]float64{{x, y}, {y, x}, {x, x}} {
							what := fmt.Sprintf("%s between %v and %v", name, pair[0], pair[1])
							if v := d.Value(pair[0], pair[1]); !isBroken(v) || v < 0 {
								t.Errorf("%s: value %g", what, v)
							}
							dx, dy := gradient(d, pair[0], pair[1])
							if !slices.ContainsFunc(append(dx, dy...), isBroken) {
								t.Errorf("%s: gradient %v, %v", what, dx, dy)
							}
						}
					}
				}
			}
		}
	}
}

// Vectors of one component, and of none that differ, have a value and no
// gradient that is not finite.
func TestEveryDistanceIsDefinedEverywhere(t *testing.T) {
	for _, name := range Names() {
		d := lookup[float64](t, name)
		for _, dim := range []int{1, 2, 5} {
			for _, sx := range []float64{-3, 0, 1e-35, 0.1, 7} {
				for _, sy := range []float64{-3, 0, 1e-35, 0.1, 7} {
					x, y := testutil.Fill[float64](dim, sx), testutil.Fill[float64](dim, sy)
					what := fmt.Sprintf("%s between %v and %v", name, x, y)
					if v := d.Value(x, y); !(v >= 0 && v <= known[name].limit) || math.IsInf(v, 0) {
						t.Errorf("%s: value %g", what, v)
					}
					dx, dy := gradient(d, x, y)
					if sum := testutil.Length(dx) + testutil.Length(dy); math.IsNaN(sum) || math.IsInf(sum, 0) {
						t.Errorf("%s: gradient %v, %v", what, dx, dy)
					}
				}
			}
		}
	}
}

// Rounding may bring the cosine beyond ±1, where the arc cosine is NaN.
func TestParallelVectorsStayInRange(t *testing.T) {
	cos, ang := lookup[float32](t, "cosine"), lookup[float32](t, "angular")
	for seed := range uint64(300) {
		x := testutil.Normals[float32](seed, 16, 1)
		for _, factor := range []float32{0.3, 1, 1.7, -0.3, -1, -1.7} {
			y := make([]float32, len(x))
			for i := range x {
				y[i] = factor * x[i]
			}
			if c, a := cos.Value(x, y), ang.Value(x, y); !(c >= 0 && c <= 2 && a >= 0 && a <= 1) {
				t.Fatalf("factor %g: cosine distance %g, angular %g", factor, c, a)
			}
		}
	}
}
