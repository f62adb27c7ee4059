package kernel

import (
	"math"
	"slices"
	"testing"
)

// TestBestLanes compares all levels with the definition: ties keep the first column, NaN
// is never kept, what is better already stays.
func TestBestLanes(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, rows := range []int{1, 2, 13} {
			for _, panels := range []int{1, 3, 10} {
				capacity := rows + 2
				c := guardedCopy(t, random(1, panels*capacity*16))
				scale, shift := guardedCopy(t, random(2, panels*16)), guardedCopy(t, random(3, panels*16))
				add := guardedCopy(t, random(7, rows))
				for i := range c {
					c[i] = float32(math.Round(float64(c[i]))) // ties
				}
				for j := range scale {
					scale[j], shift[j] = float32(math.Round(float64(scale[j]))), float32(math.Round(float64(shift[j])))
				}
				c[3], shift[len(shift)-1] = float32(math.NaN()), float32(math.Inf(-1))
				best, at := guardedCopy(t, random(4, rows*16)), slices.Clone(make([]int32, rows*16))
				want, wantAt := slices.Clone(best), slices.Clone(at)
				for i := range rows {
					for j := range 16 * panels {
						v, k := float32((c[(j/16*capacity+i)*16+j%16]+add[i])*scale[j])+shift[j], i*16+j%16
						if v > want[k] {
							want[k], wantAt[k] = v, int32(100+j)
						}
					}
				}
				BestLanes(best, at, c, add, scale, shift, rows, capacity, panels, 100)
				if !slices.Equal(best, want) || !slices.Equal(at, wantAt) {
					t.Fatalf("%d rows, %d panels: %v %v, want %v %v", rows, panels, best, at, want, wantAt)
				}
			}
		}
	})
}

// TestSquaredDistance compares all levels with a sum in float64, at lengths around whole
// rows.
func TestSquaredDistance(t *testing.T) {
	levels(t, func(t *testing.T) {
		for n := range 70 {
			x, y := guardedCopy(t, random(5, n)), guardedCopy(t, random(6, n))
			want := 0.0
			for i := range x {
				d := float64(x[i]) - float64(y[i])
				want += d * d
			}
			if got := float64(SquaredDistance(x, y)); math.Abs(got-want) > 1e-6*(1+want) {
				t.Fatalf("%d values: %v, want %v", n, got, want)
			}
		}
	})
}
