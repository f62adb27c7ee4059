package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"mekiki/internal/testutil"
)

// TestMulBytes compares all levels with the definition, with values at both ends of their
// ranges.
func TestMulBytes(t *testing.T) { testMulBytes(t) }

func testMulBytes(t *testing.T) {
	levels(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(5, 6))
		for _, s := range []struct{ rows, panels, k int }{{1, 1, 8}, {6, 2, 16}, {7, 3, 152}, {24, 1, 2000}, {6, 4, 8}, {13, 9, 48}, {12, 4, 2000}} {
			padded := (s.rows + BytesTile - 1) / BytesTile * BytesTile
			capacity := padded + 2
			x, y := make([]uint8, padded*s.k), make([]int8, s.panels*s.k*Lane)
			for i := range x {
				x[i] = uint8(rng.IntN(128))
				if s.k == 2000 {
					x[i] = uint8(127 * (i / s.k % 2)) // sums as far from 0 as can be
				}
			}
			for i := range y {
				y[i] = int8(rng.IntN(127) - 63)
				if s.k == 2000 {
					y[i] = int8(63 * (1 - i/4%2*2))
				}
			}
			rowScale, scale := guardedCopy(t, random(1, padded)), guardedCopy(t, random(2, s.panels*Lane))
			c := testutil.Guarded(t, ((s.panels-1)*capacity+padded)*Lane)
			MulBytes(c, x, y, rowScale, scale, BytesBias(y, s.k), s.rows, capacity, s.k, s.panels)
			for i := range s.rows {
				for j := range s.panels * Lane {
					sum := 0
					for q := range s.k {
						sum += (int(x[i*s.k+q]) - BytesZero) * int(y[(j/16*s.k/4+q/4)*64+j%16*4+q%4])
					}
					want := float32(float32(sum)*scale[j]) * rowScale[i]
					if got := c[(j/16*capacity+i)*16+j%16]; got != want {
						t.Fatalf("%v, row %d, column %d: %v, want %v", s, i, j, got, want)
					}
				}
			}
		}
	})
}

func TestMulBytesPanics(t *testing.T) {
	c, x, y, v, b := make([]float32, 96), make([]uint8, 48), make([]int8, 128), make([]float32, 16), make([]int32, 16)
	MulBytes(c, x, y, v, v, b, 6, 6, 8, 1)
	mustPanic(t, map[string]func(){
		"products":  func() { MulBytes(c[:95], x, y, v, v, b, 6, 6, 8, 1) },
		"rows":      func() { MulBytes(c, x[:47], y, v, v, b, 6, 6, 8, 1) },
		"columns":   func() { MulBytes(c, x, y[:127], v, v, b, 6, 6, 8, 1) },
		"row scale": func() { MulBytes(c, x, y, v[:5], v, b, 6, 6, 8, 1) },
		"scale":     func() { MulBytes(c, x, y, v, v[:15], b, 6, 6, 8, 1) },
		"bias":      func() { MulBytes(c, x, y, v, v, b[:15], 6, 6, 8, 1) },
		"step":      func() { MulBytes(c, x, y, v, v, b, 6, 6, 7, 1) },
		"tile":      func() { MulBytes(c, x, y, v, v, b, 1, 5, 8, 1) },
	})
}

func BenchmarkMulBytes(b *testing.B) { benchMulBytes(b) }

// benchMulBytes has the products of inspectors' galleries and of the search of neighbours.
func benchMulBytes(b *testing.B) {
	benchLevels(b, func(b *testing.B, _ float64) {
		for _, s := range []struct{ rows, k, panels int }{{24, 48, 188}, {24, 152, 188}, {96, 128, 8}} {
			c, x, y := make([]float32, s.panels*s.rows*Lane), make([]uint8, s.rows*s.k), make([]int8, s.panels*s.k*Lane)
			rowScale, scale, bias := random(1, s.rows), random(2, s.panels*Lane), BytesBias(y, s.k)
			perValue(b, fmt.Sprintf("%d x %d x %d", s.rows, s.k, s.panels*Lane), s.rows*s.k*s.panels*Lane, func() {
				MulBytes(c, x, y, rowScale, scale, bias, s.rows, s.rows, s.k, s.panels)
			})
		}
	})
}
