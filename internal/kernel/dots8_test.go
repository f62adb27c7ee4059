package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/testutil"
)

// TestDots8 compares all levels with sums in float64.
func TestDots8(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	levels(t, func(t *testing.T) {
		for _, k := range []int{1, 2, 17, 128} {
			for _, n := range []int{0, 64, 192} {
				x, scale, y := guardedCopy(t, random(1, k)), guardedCopy(t, random(2, n)), make([]int8, n*k)
				for i := range y {
					y[i] = int8(rng.IntN(256) - 128)
				}
				c := testutil.Guarded(t, n)
				Dots8(c, x, scale, y)
				for j := range c {
					want, size := 0.0, 0.0
					for i, v := range x {
						p := float64(v) * float64(y[(j/64*k+i)*64+j%64])
						want, size = want+p, size+math.Abs(p)
					}
					want *= float64(scale[j])
					if limit := size * math.Abs(float64(scale[j])) * float64(k+2) / (1 << 24); !(math.Abs(float64(c[j])-want) <= limit) {
						t.Fatalf("%d values, column %d of %d: %v, want %v", k, j, n, c[j], want)
					}
				}
			}
		}
	})
}

func TestDots8Panics(t *testing.T) {
	v, y := make([]float32, 64), make([]int8, 128)
	mustPanic(t, map[string]func(){
		"columns": func() { Dots8(v[:63], v[:2], v, y) },
		"no row":  func() { Dots8(v, nil, v, y) },
		"scale":   func() { Dots8(v, v[:2], v[:63], y) },
		"values":  func() { Dots8(v, v[:3], v, y) },
	})
}

func BenchmarkDots8(b *testing.B) {
	const n, k = 20032, 128
	x, c, scale, y := random(1, k), make([]float32, n), random(2, n), make([]int8, n*k)
	perValue(b, "20,032 x 128", n*k, func() { Dots8(c, x, scale, y) })
}
