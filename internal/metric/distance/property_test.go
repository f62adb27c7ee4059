package distance

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"mekiki/internal/testutil"
)

// vectors draws count vectors of one length, values within ±100.
func vectors(t *rapid.T, count int) [][]float64 {
	dim := rapid.IntRange(1, 20).Draw(t, "dim")
	v := make([][]float64, count)
	for i := range v {
		v[i] = rapid.SliceOfN(rapid.Float64Range(-100, 100), dim, dim).Draw(t, "v")
	}
	return v
}

func TestPropertiesOfEveryDistance(t *testing.T) {
	for _, name := range Names() {
		d := lookup[float64](t, name)
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			v := vectors(t, 2)
			x, y := v[0], v[1]
			xy := d.Value(x, y)
			if !(xy >= 0 && xy <= known[name].limit) {
				t.Fatalf("d = %g, outside of 0..%g", xy, known[name].limit)
			}
			if yx := d.Value(y, x); xy != yx && !known[name].oneSided {
				t.Fatalf("d(x,y) = %g, d(y,x) = %g", xy, yx)
			}
			perm := rapid.Permutation(index(len(x))).Draw(t, "perm")
			px, py := make([]float64, len(x)), make([]float64, len(x))
			for i, j := range perm {
				px[i], py[i] = x[j], y[j]
			}
			if pd := d.Value(px, py); math.Abs(pd-xy) > 1e-7*(1+xy) {
				t.Fatalf("d = %g, %g with coordinates permuted", xy, pd)
			}
			dx, dy := gradient(d, x, y)
			for i := range dx {
				if math.IsNaN(dx[i]+dy[i]) || math.IsInf(dx[i]+dy[i], 0) {
					t.Fatalf("gradient %v, %v", dx, dy)
				}
			}
		}))
	}
}

func index(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func TestAngleForgetsLengths(t *testing.T) {
	for _, name := range []string{"cosine", "angular"} {
		d := lookup[float64](t, name)
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			v := vectors(t, 2)
			factor := rapid.Float64Range(1e-3, 1e3).Draw(t, "factor")
			scaled := make([]float64, len(v[0]))
			for i, x := range v[0] {
				scaled[i] = factor * x
			}
			if testutil.Length(v[0]) < 1e-20 || testutil.Length(scaled) < 1e-20 {
				return // counts as zero
			}
			one, other := d.Value(v[0], v[1]), d.Value(scaled, v[1])
			if math.Abs(one-other) > 3e-8 { // the arc cosine's digits near 0
				t.Fatalf("%g, %g after scaling by %g", one, other, factor)
			}
			// Euler: the gradient by x stands upright on x.
			dx, _ := gradient(d, v[0], v[1])
			dot := 0.0
			for i := range dx {
				dot += dx[i] * v[0][i]
			}
			if math.Abs(dot) > 1e-7 {
				t.Fatalf("<∂/∂x, x> = %g", dot)
			}
		}))
	}
}

func TestTriangleInequality(t *testing.T) {
	for _, name := range Names() {
		if !known[name].triangle {
			continue
		}
		d := lookup[float64](t, name)
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			v := vectors(t, 3)
			if name == "angular" && min(testutil.Length(v[0]), testutil.Length(v[1]), testutil.Length(v[2])) < 1e-20 {
				return // a zero vector has no direction
			}
			direct := d.Value(v[0], v[2])
			detour := d.Value(v[0], v[1]) + d.Value(v[1], v[2])
			if direct > detour*(1+1e-12)+3e-8 {
				t.Fatalf("direct %g, by way of another %g", direct, detour)
			}
		}))
	}
}

func TestEuclideanForgetsTheOrigin(t *testing.T) {
	d := lookup[float64](t, "euclidean")
	rapid.Check(t, func(t *rapid.T) {
		v := vectors(t, 3)
		x, y := make([]float64, len(v[0])), make([]float64, len(v[0]))
		for i := range x {
			x[i], y[i] = v[0][i]+v[2][i], v[1][i]+v[2][i]
		}
		if one, other := d.Value(v[0], v[1]), d.Value(x, y); math.Abs(one-other) > 1e-11*(1+one) {
			t.Fatalf("%g, %g after a shift", one, other)
		}
	})
}

// On unit-length vectors |x-y|² = 2 - 2 cos.
func TestUnitLengthsTieTheDistances(t *testing.T) {
	cos, sq := lookup[float64](t, "cosine"), lookup[float64](t, "sqeuclidean")
	rapid.Check(t, func(t *rapid.T) {
		v := vectors(t, 2)
		for _, x := range v {
			l := testutil.Length(x)
			if l < 1e-6 {
				return
			}
			for i := range x {
				x[i] /= l
			}
		}
		if c, s := cos.Value(v[0], v[1]), sq.Value(v[0], v[1]); math.Abs(s-2*c) > 1e-13 {
			t.Fatalf("|x-y|² = %g, 2(1-cos) = %g", s, 2*c)
		}
	})
}
