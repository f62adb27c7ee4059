package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

// windows is taps of random rows among `have`; they overlap.
func windows(taps, rows, have int) []int32 {
	r := rand.New(rand.NewPCG(uint64(taps), uint64(rows)))
	in := make([]int32, taps*rows)
	for i := range in {
		in[i] = int32(r.IntN(have))
	}
	return in
}

// steps is values of few kinds, so that many are equal, and some odd ones.
func steps(seed uint64, n int) []float32 {
	v := odd(seed, n)
	for i, x := range v {
		if i%5 > 0 {
			v[i] = float32(math.Round(float64(x)))
		}
	}
	return v
}

// taken are the values of lane j that the taps of row i read.
func taken(src []float32, in []int32, taps, rows, i, j int) []float32 {
	v := make([]float32, taps)
	for t := range v {
		v[t] = src[int(in[t*rows+i])*16+j]
	}
	return v
}

// eachWindow runs f for many shapes.
func eachWindow(f func(in []int32, taps, rows, have int)) {
	for _, taps := range []int{1, 2, 3, 4, 9, 49} {
		for _, have := range []int{1, 5, 40} {
			for rows := range 8 {
				f(windows(taps, rows, have), taps, rows, have)
			}
		}
	}
}

func TestMaxRows(t *testing.T) {
	levels(t, func(t *testing.T) {
		eachWindow(func(in []int32, taps, rows, have int) {
			src := guardedCopy(t, steps(1, have*16))
			dst, want := testutil.Guarded(t, rows*16), make([]float32, rows*16)
			MaxRows(dst, src, in, taps, rows)
			maxRowsGo(want, src, in, taps, rows)
			what := fmt.Sprintf("%d rows of %d taps from %d", rows, taps, have)
			equal(t, what, dst, want)
			for i, got := range dst {
				// slices.Max gives NaN if there is one.
				if m := slices.Max(taken(src, in, taps, rows, i/16, i%16)); got != m && !(isNaN(got) && isNaN(m)) {
					t.Fatalf("%s: at %d: got %v, want %v", what, i, got, m)
				}
			}
		})
	})
}

func TestMaxRowsGrad(t *testing.T) {
	levels(t, func(t *testing.T) {
		eachWindow(func(in []int32, taps, rows, have int) {
			src, dst, dy := guardedCopy(t, steps(1, have*16)), guardedCopy(t, make([]float32, rows*16)), guardedCopy(t, odd(2, rows*16))
			MaxRows(dst, src, in, taps, rows)
			dx, want := guardedCopy(t, random(3, have*16)), random(3, have*16)
			MaxRowsGrad(dx, dy, src, dst, in, taps, rows)
			for i, g := range dy {
				j := i % 16
				v := taken(src, in, taps, rows, i/16, j)
				if t := slices.Index(v, slices.Max(v)); t >= 0 { // NaN is nowhere
					want[int(in[t*rows+i/16])*16+j] += g
				}
			}
			equal(t, fmt.Sprintf("%d rows of %d taps from %d", rows, taps, have), dx, want)
		})
	})
}

// Finite differences of a weighted sum of maxima, in float64.
func TestMaxRowsGradIsTheDerivative(t *testing.T) {
	levels(t, func(t *testing.T) {
		const taps, rows, have = 4, 9, 16
		in, src, dy := windows(taps, rows, have), random(1, have*16), random(2, rows*16)
		dst, dx := make([]float32, rows*16), make([]float32, have*16)
		MaxRows(dst, src, in, taps, rows)
		MaxRowsGrad(dx, dy, src, dst, in, taps, rows)
		sum := func(x []float64) (s float64) {
			for i, g := range dy {
				m := math.Inf(-1)
				for t := range taps {
					m = max(m, x[int(in[t*rows+i/16])*16+i%16])
				}
				s += float64(g) * m
			}
			return s
		}
		derivative(t, sum, src, dx)
	})
}

func TestMeanRows(t *testing.T) {
	levels(t, func(t *testing.T) {
		eachWindow(func(in []int32, taps, rows, have int) {
			for _, src := range [][]float32{random(1, have*16), odd(2, have*16)} {
				dst, want := testutil.Guarded(t, rows*16), make([]float32, rows*16)
				MeanRows(dst, guardedCopy(t, src), in, taps, rows)
				meanRowsGo(want, src, in, taps, rows)
				equal(t, fmt.Sprintf("%d rows of %d taps from %d", rows, taps, have), dst, want)
			}
			src, dst := random(1, have*16), make([]float32, rows*16)
			MeanRows(dst, src, in, taps, rows)
			for i, got := range dst {
				var s float64
				for _, v := range taken(src, in, taps, rows, i/16, i%16) {
					s += float64(v)
				}
				near(t, fmt.Sprint("at ", i), float64(got), s/float64(taps), 1)
			}
		})
	})
}

func TestMeanRowsGrad(t *testing.T) {
	levels(t, func(t *testing.T) {
		eachWindow(func(in []int32, taps, rows, have int) {
			dy := guardedCopy(t, odd(1, rows*16))
			dx, want := guardedCopy(t, random(2, have*16)), random(2, have*16)
			MeanRowsGrad(dx, dy, in, taps, rows)
			meanRowsGradGo(want, dy, in, taps, rows)
			equal(t, fmt.Sprintf("%d rows of %d taps from %d", rows, taps, have), dx, want)
		})
		const taps, rows, have = 9, 7, 12
		in, dy, dx := windows(taps, rows, have), random(1, rows*16), make([]float32, have*16)
		MeanRowsGrad(dx, dy, in, taps, rows)
		derivative(t, func(x []float64) (s float64) {
			for i, g := range dy {
				for t := range taps {
					s += float64(g) * x[int(in[t*rows+i/16])*16+i%16] / taps
				}
			}
			return s
		}, random(3, have*16), dx)
	})
}

// derivative compares got with central differences of f at x.
func derivative(t *testing.T, f func(x []float64) float64, x, got []float32) {
	t.Helper()
	wide := make([]float64, len(x))
	for i, v := range x {
		wide[i] = float64(v)
	}
	const h = 1e-5
	for i, v := range wide {
		wide[i] = v + h
		up := f(wide)
		wide[i] = v - h
		down := f(wide)
		wide[i] = v
		near(t, fmt.Sprint("derivative ", i), float64(got[i]), (up-down)/(2*h), 1)
	}
}

func TestWrongWindowsPanic(t *testing.T) {
	levels(t, func(t *testing.T) {
		v, in := make([]float32, 32), []int32{0, 1, 1, 0}
		for name, bad := range map[string][]int32{"beyond": {0, 1, 2, 0}, "far": {math.MaxInt32, 0, 0, 0}, "negative": {0, 1, 0, -1}} {
			mustPanic(t, map[string]func(){
				"max " + name:      func() { MaxRows(make([]float32, 32), v, bad, 2, 2) },
				"maxgrad " + name:  func() { MaxRowsGrad(make([]float32, 32), v, v, v, bad, 2, 2) },
				"mean " + name:     func() { MeanRows(make([]float32, 32), v, bad, 2, 2) },
				"meangrad " + name: func() { MeanRowsGrad(make([]float32, 32), v, bad, 2, 2) },
			})
		}
		mustPanic(t, map[string]func(){
			"max dst":          func() { MaxRows(v[:31], v, in, 2, 2) },
			"max in":           func() { MaxRows(v, v, in[:3], 2, 2) },
			"max taps":         func() { MaxRows(v, v, in, 0, 2) },
			"max no source":    func() { MaxRows(v, nil, in, 2, 2) },
			"max part of one":  func() { MaxRows(make([]float32, 32), v[:31], in, 2, 2) },
			"maxgrad dy":       func() { MaxRowsGrad(v, v[:31], v, v, in, 2, 2) },
			"maxgrad dst":      func() { MaxRowsGrad(v, v, v, v[:31], in, 2, 2) },
			"maxgrad dx":       func() { MaxRowsGrad(v[:31], v, v, v, in, 2, 2) },
			"maxgrad src":      func() { MaxRowsGrad(v, v, v[:31], v, in, 2, 2) },
			"mean dst":         func() { MeanRows(v[:31], v, in, 2, 2) },
			"mean source":      func() { MeanRows(make([]float32, 32), v[:31], in, 2, 2) },
			"meangrad dy":      func() { MeanRowsGrad(v, v[:31], in, 2, 2) },
			"meangrad dx":      func() { MeanRowsGrad(v[:16], make([]float32, 32), in, 2, 2) },
			"meangrad no taps": func() { MeanRowsGrad(v, v, in, 0, 2) },
		})
	})
}

func BenchmarkRows(b *testing.B) {
	const side, taps = 28, 4 // one picture, windows of 2x2
	const have, rows = side * side, side * side / taps
	in := make([]int32, 0, taps*rows)
	for t := range taps {
		for i := range rows {
			in = append(in, int32((i/(side/2)*2+t/2)*side+i%(side/2)*2+t%2))
		}
	}
	src, dst, dy, dx := random(1, have*16), make([]float32, rows*16), random(2, rows*16), make([]float32, have*16)
	perValue(b, "max", have*16, func() { MaxRows(dst, src, in, taps, rows) })
	perValue(b, "maxgrad", have*16, func() { MaxRowsGrad(dx, dy, src, dst, in, taps, rows) })
	perValue(b, "mean", have*16, func() { MeanRows(dst, src, in, taps, rows) })
	perValue(b, "meangrad", have*16, func() { MeanRowsGrad(dx, dy, in, taps, rows) })
}
