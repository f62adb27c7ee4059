package kernel

import (
	"fmt"
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// eachRows runs f for many shapes of rows in panels.
func eachRows(f func(rows, capacity, n int)) {
	for _, n := range []int{1, 2, 15, 16, 17, 31, 33, 48, 100} {
		for _, rows := range []int{1, 2, 3, 4, 5, 9} {
			f(rows, rows, n)
			f(rows, rows+3, n)
		}
	}
}

// panelsOf is a row-major matrix in panels, with junk beyond its columns and rows.
func panelsOf(t *testing.T, m []float32, rows, cols, capacity int) []float32 {
	p := testutil.Guarded(t, Pad(cols)*capacity)
	for i := range p {
		p[i] = float32(math.NaN())
	}
	for i := range rows {
		for j := range cols {
			p[(j/16*capacity+i)*16+j%16] = m[i*cols+j]
		}
	}
	return p
}

// untouched wants the rows of panels beyond the first ones as they were.
func untouched(t *testing.T, what string, got, before []float32, rows, capacity int) {
	t.Helper()
	for i, v := range before {
		if i/16%capacity >= rows && math.Float32bits(got[i]) != math.Float32bits(v) {
			t.Fatalf("%s: row %d beyond the rows was written", what, i/16%capacity)
		}
	}
}

func TestSoftmaxRows(t *testing.T) {
	levels(t, func(t *testing.T) {
		eachRows(func(rows, capacity, n int) {
			for _, m := range [][]float32{random(1, rows*n), odd(2, rows*n), odd(5, rows*n)} {
				what := fmt.Sprintf("%d rows of %d, %d columns", rows, capacity, n)
				got := panelsOf(t, m, rows, n, capacity)
				before := append([]float32(nil), got...)
				want := append([]float32(nil), got...)
				SoftmaxRows(got, rows, capacity, n, 0.7)
				softmaxRowsGo(want, rows, capacity, n, 0.7)
				equal(t, what, got, want)
				untouched(t, what, got, before, rows, capacity)
				for i := range rows {
					for j := n; j < Pad(n); j++ {
						if v := got[(j/16*capacity+i)*16+j%16]; v != 0 {
							t.Fatalf("%s: column %d: got %v", what, j, v)
						}
					}
				}
			}
		})
	})
}

// Against the formula in float64.
func TestSoftmaxRowsIsRight(t *testing.T) {
	for _, n := range []int{1, 7, 16, 50, 1000} {
		m := random(uint64(n), 3*n)
		got := panelsOf(t, m, 3, n, 12)
		SoftmaxRows(got, 3, 12, n, 1.5)
		for i := range 3 {
			total := 0.0
			for _, v := range m[i*n : (i+1)*n] {
				total += math.Exp(1.5 * float64(v))
			}
			for j, v := range m[i*n : (i+1)*n] {
				want, have := math.Exp(1.5*float64(v))/total, float64(got[(j/16*12+i)*16+j%16])
				if math.Abs(have-want) > 1e-6*want {
					t.Fatalf("%d columns: at (%d,%d): got %v, want %v", n, i, j, have, want)
				}
			}
		}
	}
}

func TestSoftmaxRowsOfWhatIsNotFinite(t *testing.T) {
	levels(t, func(t *testing.T) {
		inf := float32(math.Inf(1))
		x := panelsOf(t, []float32{-inf, 1, -inf, -inf, inf, 0, 1e38, -1e38}, 4, 2, 4)
		SoftmaxRows(x, 4, 4, 2, 1)
		nan := float32(math.NaN())
		for i, want := range []float32{0, 1, nan, nan, nan, nan, 1, 0} {
			if got := x[i/2*16+i%2]; got != want && !(isNaN(got) && isNaN(want)) {
				t.Errorf("at %d: got %v, want %v", i, got, want)
			}
		}
	})
}

func TestWrongRowsPanic(t *testing.T) {
	v := make([]float32, 12*32)
	mustPanic(t, map[string]func(){
		"softmax columns":   func() { SoftmaxRows(v, 12, 12, 33, 1) },
		"softmax none":      func() { SoftmaxRows(v, 12, 12, 0, 1) },
		"softmax rows":      func() { SoftmaxRows(v, 13, 12, 16, 1) },
		"softmax short":     func() { SoftmaxRows(v[:12*32-1], 12, 12, 32, 1) },
		"norm columns":      func() { LayerNormRows(v, v, 12, 12, 33, nil, nil, 0) },
		"norm dst":          func() { LayerNormRows(v[1:], v, 12, 12, 32, nil, nil, 0) },
		"norm scale":        func() { LayerNormRows(v, v, 12, 12, 32, v[:31], nil, 0) },
		"norm shift":        func() { LayerNormRows(v, v, 12, 12, 32, nil, v[:31], 0) },
		"transpose dst":     func() { TransposePanels(v[:255], v, 12, 12, 1) },
		"transpose rows":    func() { TransposePanels(v, v, 13, 12, 1) },
		"add panels":        func() { AddPanels(v, v, v[1:], 12, 12, 2, 0, 1) },
		"multiply panels":   func() { MultiplyPanels(v[1:], v, v, 12, 12, 2, 0, 1) },
		"add columns":       func() { AddColumns(v, v, v[:31], 12, 12, 2, 0, 1) },
		"scale columns":     func() { ScaleColumns(v, v[1:], v, 12, 12, 2) },
		"mean of no rows":   func() { MeanColumns(v, v, 0, 12, 2) },
		"mean dst":          func() { MeanColumns(v[:31], v, 12, 12, 2) },
		"max src":           func() { MaxColumns(v, v[1:], 12, 12, 2) },
		"max of no columns": func() { MaxColumns(v, v, 1, 12, 0) },
	})
}

func BenchmarkSoftmaxRows(b *testing.B) {
	const rows, capacity, n = 197, 204, 197
	x, from := make([]float32, Pad(n)*capacity), random(1, Pad(n)*capacity)
	perValue(b, "197", rows*n, func() { copy(x, from); SoftmaxRows(x, rows, capacity, n, 0.125) })
}
