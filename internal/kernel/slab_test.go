package kernel

import (
	"fmt"
	"math"
	"testing"
)

func TestLerp(t *testing.T) {
	levels(t, func(t *testing.T) {
		for panels := range 20 {
			n := panels * 16
			for _, share := range []float32{0, 0.001, 0.5, 1} {
				x, y := odd(1, n), odd(3, n)
				got, want := guardedCopy(t, x), append([]float32{}, x...)
				Lerp(got, y, share)
				lerpGo(want, y, share)
				equal(t, fmt.Sprint(n, " by ", share), got, want)

				x, y = random(1, n), random(3, n)
				got = guardedCopy(t, x)
				Lerp(got, y, share)
				for i := range got {
					a, b := float64(x[i]), float64(y[i])
					near(t, fmt.Sprint("at ", i), float64(got[i]), a+float64(share)*(b-a), math.Abs(a))
				}
			}
		}
	})
}

func TestSumSquares(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, n := range []int{0, 16, 32, 160, 1008, 1024, 1040, 2048, 5008, 100 * 1024} {
			src := guardedCopy(t, random(uint64(n), n))
			got := SumSquares(src)
			best := level
			level = PureGo
			if want := SumSquares(src); math.Float64bits(got) != math.Float64bits(want) {
				t.Fatalf("%d values: got %v, by the Go loop %v", n, got, want)
			}
			level = best
			var want float64
			for _, v := range src {
				want += float64(v) * float64(v)
			}
			if math.Abs(got-want) > 4e-6*want {
				t.Fatalf("%d values: got %v, want %v", n, got, want)
			}
		}
	})
}

// Sixteen chains of 65536 equal squares would lose more than this in float32.
func TestSumSquaresOfALargeSlab(t *testing.T) {
	levels(t, func(t *testing.T) {
		block := make([]float32, 1<<20)
		for i := range block {
			block[i] = 0.1
		}
		square := float64(float32(float32(0.1) * float32(0.1)))
		want := square * float64(len(block))
		if got := SumSquares(block); math.Abs(got-want) > 4e-6*want {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestWrongSlabLengthsPanic(t *testing.T) {
	v := make([]float32, 32)
	mustPanic(t, map[string]func(){
		"lerp":           func() { Lerp(v, v[:16], 0.5) },
		"lerp odd":       func() { Lerp(v[:17], v[:17], 0.5) },
		"sumsquares odd": func() { SumSquares(v[:17]) },
	})
}

func BenchmarkSlab(b *testing.B) {
	const n = 16 * 1024
	x, y := random(1, n), random(2, n)
	perValue(b, "lerp", n, func() { Lerp(y, x, 0.001) })
	perValue(b, "sumsquares", n, func() { SumSquares(x) })
}
