package kernel

import (
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// TestBelow compares all levels with the definition, row by row, at every number
// of rows and from every one of them.
func TestBelow(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	levels(t, func(t *testing.T) {
		for rows := range 30 {
			product, yy := guardedCopy(t, random(1, rows*16)), guardedCopy(t, random(2, 16))
			xx, limit := guardedCopy(t, random(3, rows)), guardedCopy(t, random(4, rows))
			yy[3], yy[9] = inf, nan
			for i := range limit {
				limit[i] -= 3 // many rows have none
				switch i % 7 {
				case 2:
					limit[i] = xx[i] + yy[0] - 2*product[i*16] // exactly at the limit
				case 4:
					limit[i] = nan
				case 5:
					product[i*16+3] = inf // Inf - Inf
				}
			}
			for from := range rows + 3 {
				row, mask := Below(product, yy, xx, limit, from)
				wantRow, wantMask := rows, uint16(0)
				for i := rows - 1; i >= from; i-- {
					m := uint16(0)
					for j := range 16 {
						if d := float64(xx[i] + yy[j] - 2*product[i*16+j]); d <= float64(limit[i]) {
							m |= 1 << j
						}
					}
					if m != 0 {
						wantRow, wantMask = i, m
					}
				}
				if row != wantRow || mask != wantMask {
					t.Fatalf("%d rows from %d: row %d, mask %016b; want %d, %016b", rows, from, row, mask, wantRow, wantMask)
				}
			}
		}
		// What stands before everything is found in each column.
		for j := range 16 {
			yy := random(5, 16)
			yy[j] = -inf
			limit := []float32{-math.MaxFloat32, -math.MaxFloat32}
			if row, mask := Below(make([]float32, 32), yy, make([]float32, 2), limit, 1); row != 1 || mask != 1<<j {
				t.Errorf("column %d: row %d, mask %016b", j, row, mask)
			}
		}
	})
}

// TestMulPanels: pieces of the panels give the bits of Products.
func TestMulPanels(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, s := range []struct{ rows, n, k int }{{1, 16, 1}, {7, 33, 5}, {24, 100, 17}, {30, 64, 48}} {
			x, y := random(1, s.rows*s.k), NewPanels(random(2, s.n*s.k), s.n, s.k)
			want := make([]float32, s.rows*s.n)
			y.Products(want, x, s.rows, nil)
			capacity := PadRows(s.rows) + Tile
			a := make([]float32, capacity*Pad(s.k))
			Pack(a, x, s.rows, s.k, capacity)
			for at, panels := range []int{1, 2, 3} {
				if (at+panels)*Lane > Pad(s.n) {
					continue
				}
				c := testutil.Guarded(t, panels*Lane*capacity)
				y.MulPanels(c, a, s.rows, capacity, at, panels)
				for i := range s.rows {
					for j := at * Lane; j < (at+panels)*Lane; j++ {
						expect := float32(0)
						if j < s.n {
							expect = want[i*s.n+j]
						}
						if got := c[((j/Lane-at)*capacity+i)*Lane+j%Lane]; got != expect {
							t.Fatalf("%v, panels from %d, at (%d,%d): got %v, want %v", s, at, i, j, got, expect)
						}
					}
				}
			}
		}
	})
}

func TestBelowPanics(t *testing.T) {
	v, p := make([]float32, 48), NewPanels(make([]float32, 40), 20, 2)
	mustPanic(t, map[string]func(){
		"products":   func() { Below(v[:47], v, v[:3], v[:3], 0) },
		"yy":         func() { Below(v, v[:15], v[:3], v[:3], 0) },
		"xx":         func() { Below(v, v, v[:2], v[:3], 0) },
		"from":       func() { Below(v, v, v[:3], v[:3], -1) },
		"panels":     func() { p.MulPanels(make([]float32, 36*16), make([]float32, 12*16), 1, 12, 0, 3) },
		"from panel": func() { p.MulPanels(make([]float32, 36*16), make([]float32, 12*16), 1, 12, -1, 1) },
		"no panels":  func() { p.MulPanels(v, v, 1, 12, 0, 0) },
	})
}

func BenchmarkBelow(b *testing.B) {
	const rows = 96
	product, yy, xx, limit := random(1, rows*16), random(2, 16), random(3, rows), make([]float32, rows)
	for i := range limit {
		limit[i] = -100
	}
	benchLevels(b, func(b *testing.B, _ float64) {
		perValue(b, "none", rows*16, func() { Below(product, yy, xx, limit, 0) })
	})
}
