package kernel

import (
	"fmt"
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// guardedCopy is v between guard words.
func guardedCopy(t *testing.T, v []float32) []float32 {
	t.Helper()
	c := testutil.Guarded(t, len(v))
	copy(c, v)
	return c
}

// odd is random values among which every seventh is an odd one.
func odd(seed uint64, n int) []float32 {
	v := random(seed, n)
	special := []float32{
		0, float32(math.Copysign(0, -1)), float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)),
		math.SmallestNonzeroFloat32, -math.SmallestNonzeroFloat32,
	}
	for i := int(seed % 7); i < n; i += 7 {
		v[i] = special[i/7%len(special)]
	}
	return v
}

// equal compares bits, but takes every NaN for the same: which of two NaN an
// operation hands on is the processor's choice.
func equal(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		bothNaN := isNaN(got[i]) && isNaN(want[i])
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) && !bothNaN {
			t.Fatalf("%s: at %d: got %v, want %v", what, i, got[i], want[i])
		}
	}
}

func isNaN(v float32) bool { return math.IsNaN(float64(v)) }

// fma32 is a*b+c with one rounding: the float64 product is exact, and a sum
// rounded to an odd last bit gives the same float32 as the exact one (Boldo and
// Melquiond, 2008).
func fma32(a, b, c float32) float32 {
	p, q := float64(a)*float64(b), float64(c)
	s := p + q
	t := s - p
	lost := (p - (s - t)) + (q - t) // Knuth's exact error of the sum
	if bits := math.Float64bits(s); lost != 0 && bits&1 == 0 && !math.IsNaN(lost) {
		if (lost > 0) == (s > 0) {
			bits++
		} else {
			bits--
		}
		s = math.Float64frombits(bits)
	}
	return float32(s)
}

func TestScaleShift(t *testing.T) {
	levels(t, func(t *testing.T) {
		for rows := range 20 {
			for _, relu := range []bool{false, true} {
				src, scale, shift := odd(1, rows*16), random(2, 16), random(3, 16)
				dst := testutil.Guarded(t, rows*16)
				ScaleShift(dst, src, scale, shift, rows, relu)
				for i, got := range dst {
					want := fma32(src[i], scale[i%16], shift[i%16])
					if relu && want < 0 {
						want = 0
					}
					what := fmt.Sprintf("rows %d relu %v at %d", rows, relu, i)
					switch {
					case level != PureGo || math.IsNaN(float64(want)) || math.IsInf(float64(want), 0):
						equal(t, what, []float32{got}, []float32{want})
					default:
						near(t, what, float64(got), float64(want), math.Abs(float64(src[i]*scale[i%16])))
					}
				}
				inPlace := guardedCopy(t, src)
				ScaleShift(inPlace, inPlace, scale, shift, rows, relu)
				equal(t, "in place", inPlace, dst)
			}
		}
	})
}

func TestMoments(t *testing.T) {
	levels(t, func(t *testing.T) {
		for rows := range 40 {
			src, center := random(1, rows*16), random(2, 16)
			sum, squares := guardedCopy(t, random(3, 16)), guardedCopy(t, random(4, 16))
			Moments(sum, squares, src, center, rows)
			wantSum, wantSquares := random(3, 16), random(4, 16)
			momentsGo(wantSum, wantSquares, src, center, rows)
			same(t, sum, wantSum)
			same(t, squares, wantSquares)
			for j := range 16 {
				s, q := float64(random(3, 16)[j]), float64(random(4, 16)[j])
				for i := range rows {
					d := float64(src[i*16+j]) - float64(center[j])
					s, q = s+d, q+d*d
				}
				near(t, fmt.Sprintf("sum of %d rows", rows), float64(sum[j]), s, float64(rows))
				near(t, fmt.Sprintf("squares of %d rows", rows), float64(squares[j]), q, 4*float64(rows))
			}
		}
	})
}

// gate is a gradient behind a ReLU, or without one where y is nil.
func gate(dy, y []float32, i int) float64 {
	if y == nil || y[i] > 0 {
		return float64(dy[i])
	}
	return 0
}

func TestNormSums(t *testing.T) {
	levels(t, func(t *testing.T) {
		for rows := range 40 {
			dy, x, center := random(1, rows*16), random(3, rows*16), random(4, 16)
			for _, y := range [][]float32{odd(2, rows*16), nil} {
				sum, product := guardedCopy(t, random(5, 16)), guardedCopy(t, random(6, 16))
				NormSums(sum, product, dy, y, x, center, rows)
				wantSum, wantProduct := random(5, 16), random(6, 16)
				normSumsGo(wantSum, wantProduct, dy, y, x, center, rows)
				same(t, sum, wantSum)
				same(t, product, wantProduct)
				for j := range 16 {
					s, p, scale := float64(random(5, 16)[j]), float64(random(6, 16)[j]), 0.0
					for i := j; i < rows*16; i += 16 {
						g, d := gate(dy, y, i), float64(x[i])-float64(center[j])
						s, p, scale = s+g, p+g*d, scale+math.Abs(g)+math.Abs(g*d)
					}
					near(t, fmt.Sprintf("sum of %d rows", rows), float64(sum[j]), s, scale)
					near(t, fmt.Sprintf("product of %d rows", rows), float64(product[j]), p, scale)
				}
			}
		}
	})
}

func TestNormGrad(t *testing.T) {
	levels(t, func(t *testing.T) {
		for rows := range 20 {
			dy, x, center := odd(1, rows*16), random(3, rows*16), random(4, 16)
			a, b, c := random(5, 16), random(6, 16), random(7, 16)
			for _, y := range [][]float32{odd(2, rows*16), nil} {
				dx, want := testutil.Guarded(t, rows*16), make([]float32, rows*16)
				NormGrad(dx, dy, y, x, center, a, b, c, rows)
				normGradGo(want, dy, y, x, center, a, b, c, rows)
				equal(t, fmt.Sprint(rows, " rows"), dx, want)
				for i, got := range dx {
					j, g := i%16, gate(dy, y, i)
					if math.IsNaN(g) || math.IsInf(g, 0) {
						continue
					}
					bd := float64(b[j]) * (float64(x[i]) - float64(center[j]))
					near(t, fmt.Sprint("at ", i), float64(got), float64(a[j])*g+bd+float64(c[j]), math.Abs(bd)+math.Abs(g))
				}
				inPlace := guardedCopy(t, dy)
				NormGrad(inPlace, inPlace, y, x, center, a, b, c, rows)
				equal(t, "in place", inPlace, dx)
			}
		}
	})
}

func TestWrongNormShapesPanic(t *testing.T) {
	v, r := make([]float32, 32), make([]float32, 16)
	mustPanic(t, map[string]func(){
		"scaleshift dst":   func() { ScaleShift(v[:31], v, r, r, 2, false) },
		"scaleshift src":   func() { ScaleShift(v, v[:31], r, r, 2, false) },
		"scaleshift scale": func() { ScaleShift(v, v, r[:15], r, 2, false) },
		"moments src":      func() { Moments(r, r, v[:31], r, 2) },
		"moments center":   func() { Moments(r, r, v, r[:15], 2) },
		"sums y":           func() { NormSums(r, r, v, v[:31], v, r, 2) },
		"sums x":           func() { NormSums(r, r, v, nil, v[:31], r, 2) },
		"grad dx":          func() { NormGrad(v[:31], v, nil, v, r, r, r, r, 2) },
		"grad y":           func() { NormGrad(v, v, v[:31], v, r, r, r, r, 2) },
		"grad c":           func() { NormGrad(v, v, nil, v, r, r, r, r[:15], 2) },
	})
}

func BenchmarkNorm(b *testing.B) {
	const rows = 784 // one panel of a picture, 49 KiB
	x, y, dy, dst := random(1, rows*16), random(2, rows*16), random(3, rows*16), make([]float32, rows*16)
	r, s := random(4, 16), make([]float32, 16)
	perValue(b, "scaleshift", rows*16, func() { ScaleShift(dst, x, r, r, rows, true) })
	perValue(b, "moments", rows*16, func() { Moments(s, s, x, r, rows) })
	perValue(b, "sums", rows*16, func() { NormSums(s, s, dy, y, x, r, rows) })
	perValue(b, "grad", rows*16, func() { NormGrad(dst, dy, y, x, r, r, r, r, rows) })
}

// perValue shows the least time that f takes for each of n values.
func perValue(b *testing.B, name string, n int, f func()) {
	const runs = 10
	b.Run(name, func(b *testing.B) {
		rate := bestRate(b, float64(runs*n), func() {
			for range runs {
				f()
			}
		})
		b.ReportMetric(1/rate, "ns/value")
	})
}
