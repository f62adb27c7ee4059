package kernel

import (
	"fmt"
	"math"
	"testing"

	"mekiki/internal/testutil"
)

func TestLayerNormRows(t *testing.T) {
	levels(t, func(t *testing.T) {
		eachRows(func(rows, capacity, n int) {
			a, b := guardedCopy(t, random(7, n)), guardedCopy(t, odd(8, n))
			for i, p := range [][2][]float32{{a, b}, {nil, b}, {a, nil}, {nil, nil}} {
				for _, m := range [][]float32{random(1, rows*n), odd(3, rows*n)} {
					what := fmt.Sprintf("%d rows of %d, %d columns, case %d", rows, capacity, n, i)
					src := panelsOf(t, m, rows, n, capacity)
					dst := testutil.Guarded(t, len(src))
					want := append([]float32(nil), dst...)
					LayerNormRows(dst, src, rows, capacity, n, p[0], p[1], 1e-5)
					layerNormRowsGo(want, src, rows, capacity, n, p[0], p[1], 1e-5)
					equal(t, what, dst, want)
					LayerNormRows(src, src, rows, capacity, n, p[0], p[1], 1e-5)
					for i := range rows {
						for j := range Pad(n) {
							at := (j/16*capacity + i) * 16
							equal(t, what+" in place", src[at:at+16], want[at:at+16])
							if j >= n && dst[at+j%16] != 0 {
								t.Fatalf("%s: column %d: got %v", what, j, dst[at+j%16])
							}
						}
					}
				}
			}
		})
	})
}

// Against the formula in float64, with a mean far from 0.
func TestLayerNormRowsIsRight(t *testing.T) {
	for _, n := range []int{2, 7, 16, 50, 384, 1000} {
		m, a, b := random(uint64(n), 3*n), random(2, n), random(3, n)
		for i := range m {
			m[i] += 3
		}
		src := panelsOf(t, m, 3, n, 12)
		LayerNormRows(src, src, 3, 12, n, a, b, 1e-6)
		for i := range 3 {
			row := m[i*n : (i+1)*n]
			mean, variance := 0.0, 0.0
			for _, v := range row {
				mean += float64(v) / float64(n)
			}
			for _, v := range row {
				variance += (float64(v) - mean) * (float64(v) - mean) / float64(n)
			}
			for j, v := range row {
				y := (float64(v) - mean) / math.Sqrt(variance+1e-6) * float64(a[j])
				got := float64(src[(j/16*12+i)*16+j%16])
				if math.Abs(got-y-float64(b[j])) > 1e-6*(1+math.Abs(y)+math.Abs(float64(b[j]))) {
					t.Fatalf("%d columns: at (%d,%d): got %v, want %v", n, i, j, got, y+float64(b[j]))
				}
			}
		}
	}
}

func BenchmarkLayerNormRows(b *testing.B) {
	const rows, capacity, n = 197, 204, 384
	x, dst, r := random(1, n*capacity), make([]float32, n*capacity), random(2, n)
	perValue(b, "384", rows*n, func() { LayerNormRows(dst, x, rows, capacity, n, r, r, 1e-6) })
}
