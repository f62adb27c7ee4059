package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/testutil"
)

// TestDots8 compares all levels with the definition, to the last bit, also at the largest sums.
func TestDots8(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	levels(t, func(t *testing.T) {
		for _, k := range []int{2, 4, 18, 128, 1024} {
			for _, n := range []int{0, 64, 192} {
				x, y := make([]int16, k), make([]int8, n*k)
				for i := range x {
					x[i] = int16(rng.IntN(1<<16) - 1<<15)
					if most := int16(min(MostDots8/k, math.MaxInt16)); x[i] > most || x[i] < -most {
						x[i] = most
					}
				}
				for i := range y {
					y[i] = int8(rng.IntN(256) - 128)
				}
				if n > 0 {
					for i := range k { // the largest sum that column 1 may have
						y[(i/2*64+1)*2+i%2] = -128
					}
				}
				scale, bias, factor := guardedCopy(t, random(2, n)), guardedCopy(t, random(3, n)), float32(rng.NormFloat64())
				if n > 0 {
					bias[7] = float32(math.Inf(-1))
				}
				c := testutil.Guarded(t, n)
				Dots8(c, x, factor, scale, bias, y)
				for j := range c {
					sum := int64(0)
					for i, v := range x {
						sum += int64(v) * int64(y[((j/64*k/2+i/2)*64+j%64)*2+i%2])
					}
					product := float32(float32(sum)*scale[j]) * factor
					if want := bias[j] + float32(product); c[j] != want {
						t.Fatalf("%d values, column %d of %d: %v, want %v", k, j, n, c[j], want)
					}
				}
			}
		}
	})
}

func TestDots8Panics(t *testing.T) {
	v, x, y := make([]float32, 64), make([]int16, 4), make([]int8, 128)
	mustPanic(t, map[string]func(){
		"columns": func() { Dots8(v[:63], x[:2], 1, v, v, y) },
		"no row":  func() { Dots8(v, nil, 1, v, v, y) },
		"odd row": func() { Dots8(v, x[:1], 1, v, v, y) }, //nolint:staticcheck // an odd row must panic
		"scale":   func() { Dots8(v, x[:2], 1, v[:63], v, y) },
		"bias":    func() { Dots8(v, x[:2], 1, v, v[:63], y) },
		"values":  func() { Dots8(v, x, 1, v, v, y) },
	})
}

func BenchmarkDots8(b *testing.B) {
	const n, k = 20032, 128
	x, c, scale, y := make([]int16, k), make([]float32, n), random(2, n), make([]int8, n*k)
	perValue(b, "20,032 x 128", n*k, func() { Dots8(c, x, 1, scale, scale, y) })
}
