package kernel

import (
	"math"
	"testing"
)

// TestWithin compares all levels with the definition on whole numbers, whose sums are exact, from
// every panel on.
func TestWithin(t *testing.T) {
	nan := float32(math.NaN())
	levels(t, func(t *testing.T) {
		for _, k := range []int{1, 5, 32} {
			for panels := range 12 {
				x, y := guardedCopy(t, random(1, k)), guardedCopy(t, random(2, panels*k*Lane))
				for i := range x {
					x[i] = float32(math.Round(float64(4 * x[i])))
				}
				for i := range y {
					y[i] = float32(math.Round(float64(4 * y[i])))
				}
				square := func(p, j int) (s float64) {
					for q, v := range x {
						d := float64(v - y[(p*k+q)*Lane+j])
						s += d * d
					}
					return s
				}
				limit := guardedCopy(t, make([]float32, panels*Lane))
				for i := range limit {
					switch i % 37 {
					case 5:
						limit[i] = float32(square(i/Lane, i%Lane)) // exactly at the limit
					case 6:
						limit[i] = nan
					default:
						limit[i] = float32(square(i/Lane, i%Lane)) - 1
					}
				}
				for from := range panels + 2 {
					panel, mask := Within(y, limit, x, from)
					wantPanel, wantMask := panels, uint16(0)
					for p := panels - 1; p >= from; p-- {
						m := uint16(0)
						for j := range Lane {
							if square(p, j) <= float64(limit[p*Lane+j]) {
								m |= 1 << j
							}
						}
						if m != 0 {
							wantPanel, wantMask = p, m
						}
					}
					if panel != wantPanel || mask != wantMask {
						t.Fatalf("%d panels of %d from %d: %d, %016b; want %d, %016b", panels, k, from, panel, mask, wantPanel, wantMask)
					}
				}
			}
		}
	})
}

// TestAbove compares all levels with the definition, row by row, from every row on.
func TestAbove(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	levels(t, func(t *testing.T) {
		for rows := range 30 {
			c, scale, shift := guardedCopy(t, random(1, rows*Lane)), guardedCopy(t, random(2, Lane)), guardedCopy(t, random(3, Lane))
			limit := guardedCopy(t, random(4, rows))
			add := guardedCopy(t, random(5, rows))
			scale[9], shift[3] = nan, -inf
			for i := range limit {
				limit[i] += 4 // many rows have none
				switch i % 7 {
				case 2:
					limit[i] = float32((c[i*Lane]+add[i])*scale[0]) + shift[0] // exactly at the limit
				case 4:
					limit[i] = nan
				case 5:
					c[i*Lane+3] = inf
				}
			}
			for from := range rows + 3 {
				row, mask := Above(c, add, scale, shift, limit, from)
				wantRow, wantMask := rows, uint16(0)
				for i := rows - 1; i >= from; i-- {
					m := uint16(0)
					for j := range Lane {
						if float32((c[i*Lane+j]+add[i])*scale[j])+shift[j] >= limit[i] {
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
	})
}

func TestWithinPanics(t *testing.T) {
	v := make([]float32, 64)
	mustPanic(t, map[string]func(){
		"points":    func() { Within(v[:63], v[:32], v[:2], 0) },
		"limits":    func() { Within(v, v[:31], v[:2], 0) },
		"no number": func() { Within(v, v[:32], nil, 0) },
		"panel":     func() { Within(v, v[:32], v[:2], -1) },
		"products":  func() { Above(v[:63], v, v, v, v[:4], 0) },
		"add":       func() { Above(v, v[:3], v, v, v[:4], 0) },
		"scale":     func() { Above(v, v, v[:15], v, v[:4], 0) },
		"shift":     func() { Above(v, v, v, v[:15], v[:4], 0) },
		"row":       func() { Above(v, v, v, v, v[:4], -1) },
	})
}

func BenchmarkWithin(b *testing.B) {
	const n, k = 40000, 16
	y, x, limit := random(1, n*k), random(2, k), make([]float32, n)
	perValue(b, "none of 40,000 x 16", n*k, func() { Within(y, limit, x, 0) })
}
