package kernel

import (
	"fmt"
	"math"
	"testing"

	"mekiki/internal/testutil"
)

func TestElementwise(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, panels := range []int{1, 2, 3} {
			for _, rows := range []int{0, 1, 2, 3, 4, 5, 8, 11} {
				for _, capacity := range []int{rows, rows + 2} {
					testElementwise(t, rows, capacity, panels)
				}
			}
		}
	})
}

func testElementwise(t *testing.T, rows, capacity, panels int) {
	t.Helper()
	inf := float32(math.Inf(1))
	n := panels * capacity * 16
	a, b, column := guardedCopy(t, odd(1, n)), guardedCopy(t, odd(2, n)), guardedCopy(t, odd(3, panels*16))
	for _, limit := range [][2]float32{{-inf, inf}, {0, inf}, {0, 6}, {-0.5, 0.5}} {
		low, high := limit[0], limit[1]
		for name, f := range map[string]struct {
			run  func(dst []float32)
			want func(a, b, column float32) float32
		}{
			"add":      {func(d []float32) { AddPanels(d, a, b, rows, capacity, panels, low, high) }, func(a, b, _ float32) float32 { return between(a+b, low, high) }},
			"multiply": {func(d []float32) { MultiplyPanels(d, a, b, rows, capacity, panels, low, high) }, func(a, b, _ float32) float32 { return between(a*b, low, high) }},
			"columns":  {func(d []float32) { AddColumns(d, a, column, rows, capacity, panels, low, high) }, func(a, _, c float32) float32 { return between(a+c, low, high) }},
			"scale":    {func(d []float32) { ScaleColumns(d, a, column, rows, capacity, panels) }, func(a, _, c float32) float32 { return a * c }},
		} {
			dst, want := testutil.Guarded(t, n), make([]float32, n)
			copy(want, dst)
			for i := range want {
				if i/16%capacity < rows {
					want[i] = f.want(a[i], b[i], column[i/16/capacity*16+i%16])
				}
			}
			f.run(dst)
			equal(t, fmt.Sprintf("%s %d rows of %d, %d panels, %v", name, rows, capacity, panels, limit), dst, want)
		}
	}
}

func TestElementwiseInPlace(t *testing.T) {
	levels(t, func(t *testing.T) {
		inf := float32(math.Inf(1))
		a, b := random(1, 96), random(2, 96)
		want := make([]float32, 96)
		AddPanels(want, a, b, 3, 3, 2, 0, inf)
		AddPanels(b, a, b, 3, 3, 2, 0, inf)
		same(t, b, want)
		ScaleColumns(want, a, b, 3, 3, 2)
		ScaleColumns(a, a, b, 3, 3, 2)
		same(t, a, want)
	})
}

func TestMeanAndMaxColumns(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, panels := range []int{1, 2} {
			for _, rows := range []int{1, 2, 3, 4, 5, 7, 8, 49, 255, 256, 257, 260, 600} {
				for _, make := range []func(uint64, int) []float32{random, odd, steps} {
					testColumns(t, guardedCopy(t, make(1, panels*(rows+1)*16)), rows, rows+1, panels)
				}
			}
		}
	})
}

func testColumns(t *testing.T, src []float32, rows, capacity, panels int) {
	t.Helper()
	what := fmt.Sprintf("%d rows, %d panels", rows, panels)
	mean, largest, want := testutil.Guarded(t, panels*16), testutil.Guarded(t, panels*16), make([]float32, panels*16)
	MeanColumns(mean, src, rows, capacity, panels)
	MaxColumns(largest, src, rows, capacity, panels)
	for p := range panels {
		panel, w := src[p*capacity*16:], (*[16]float32)(want[p*16:])
		maxColumnsGo(w, panel, rows)
		equal(t, "largest of "+what, largest[p*16:][:16], w[:])
		*w = [16]float32{}
		for b := 0; b < rows; b += 256 {
			var block [16]float32
			sumColumnsGo(&block, panel[b*16:], min(256, rows-b))
			for j, v := range block {
				w[j] += v
			}
		}
		for j := range w {
			w[j] /= float32(rows)
		}
		equal(t, "mean of "+what, mean[p*16:][:16], w[:])
	}
	for i := range want {
		s, m := 0.0, math.Inf(-1)
		for r := range rows {
			v := float64(src[(i/16*capacity+r)*16+i%16])
			s, m = s+v, max(m, v)
		}
		s /= float64(rows)
		if float64(largest[i]) != m && !math.IsNaN(m) {
			t.Fatalf("largest of %s: at %d: got %v, want %v", what, i, largest[i], m)
		}
		if !math.IsNaN(s) && !math.IsInf(s, 0) {
			near(t, "mean of "+what, float64(mean[i]), s, 1)
		}
	}
}

func TestTransposePanels(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, panels := range []int{1, 2, 4} {
			for _, rows := range []int{0, 1, 15, 16, 17, 32, 49} {
				capacity := rows + 3
				src := guardedCopy(t, random(1, panels*capacity*16))
				dst := testutil.Guarded(t, Pad(rows)*panels*16)
				TransposePanels(dst, src, rows, capacity, panels)
				for j := range Pad(rows) {
					for k := range panels * 16 {
						want := float32(0)
						if j < rows {
							want = src[(k/16*capacity+j)*16+k%16]
						}
						if got := dst[(j/16*panels*16+k)*16+j%16]; got != want {
							t.Fatalf("%d rows, %d panels: row %d, column %d: got %v, want %v", rows, panels, j, k, got, want)
						}
					}
				}
			}
		}
	})
}

// Kernels of inference run for every picture: none may allocate.
func TestInferenceKernelsAllocateNothing(t *testing.T) {
	levels(t, func(t *testing.T) {
		x, y, column := make([]float32, 2*12*16), make([]float32, 2*16*16), make([]float32, 32)
		w := &Blend{Taps: 1, Rows: 12, In: make([]int32, 12), Weight: make([]float32, 12)}
		bytes, tables := make([]uint8, 48), someTables(3)
		for name, f := range map[string]func(){
			"activate":  func() { Activate(y, y, Activation{Kind: GELU}) },
			"softmax":   func() { SoftmaxRows(x, 12, 12, 17, 1) },
			"layernorm": func() { LayerNormRows(x, x, 12, 12, 17, column, nil, 1) },
			"blend":     func() { BlendRows(x, y, w, 0, 12, 16, 12, 2) },
			"max":       func() { MaxTaps(x, y, w, 0, 12, 16, 12, 2) },
			"add":       func() { AddPanels(x, x, y, 12, 12, 2, 0, 1) },
			"scale":     func() { ScaleColumns(x, x, column, 12, 12, 2) },
			"mean":      func() { MeanColumns(column, x, 12, 12, 2) },
			"largest":   func() { MaxColumns(column, x, 12, 12, 2) },
			"transpose": func() { TransposePanels(y, x, 12, 12, 2) },
			"bytes":     func() { FromBytes(x, bytes, tables, 4, 4, 3, 12) },
		} {
			if n := testing.AllocsPerRun(10, f); n > 0 {
				t.Errorf("%s: %v allocations", name, n)
			}
		}
	})
}

func BenchmarkElementwise(b *testing.B) {
	const rows, panels = 784, 4
	const n = rows * panels * 16
	x, y, dst, column := random(1, n), random(2, n), make([]float32, n), random(3, panels*16)
	perValue(b, "addpanels", n, func() { AddPanels(dst, x, y, rows, rows, panels, 0, 6) })
	perValue(b, "multiplypanels", n, func() { MultiplyPanels(dst, x, y, rows, rows, panels, 0, 6) })
	perValue(b, "addcolumns", n, func() { AddColumns(dst, x, column, rows, rows, panels, 0, 6) })
	perValue(b, "scalecolumns", n, func() { ScaleColumns(dst, x, column, rows, rows, panels) })
	perValue(b, "meancolumns", n, func() { MeanColumns(column, x, rows, rows, panels) })
	perValue(b, "maxcolumns", n, func() { MaxColumns(column, x, rows, rows, panels) })
	perValue(b, "transposepanels", n, func() { TransposePanels(dst, x, rows, rows, panels) })
}
