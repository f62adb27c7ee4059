package kernel

import (
	"fmt"
	"math"
	"testing"

	"mekiki/internal/testutil"
)

func TestContiguousSumsAndReLU(t *testing.T) {
	rectified := func(v float32) float32 {
		if v < 0 {
			return 0
		}
		return v
	}
	levels(t, func(t *testing.T) {
		for panels := range 20 {
			n := panels * 16
			x, y := odd(1, n), odd(3, n)
			for i := range n / 30 { // Inf-Inf, 0+(-0) and equal values of opposite sign
				y[i*30] = -x[i*30]
			}
			for name, c := range map[string]struct {
				run  func(dst []float32)
				want func(i int) float32
			}{
				"relu":    {func(d []float32) { ReLU(d, x) }, func(i int) float32 { return rectified(x[i]) }},
				"add":     {func(d []float32) { copy(d, x); Add(d, y) }, func(i int) float32 { return x[i] + y[i] }},
				"addrelu": {func(d []float32) { AddReLU(d, x, y) }, func(i int) float32 { return rectified(x[i] + y[i]) }},
				"relugrad": {func(d []float32) { ReLUGrad(d, x, y) }, func(i int) float32 {
					if y[i] > 0 {
						return x[i]
					}
					return 0
				}},
				"relu in place":      {func(d []float32) { copy(d, x); ReLU(d, d) }, func(i int) float32 { return rectified(x[i]) }},
				"addrelu in place":   {func(d []float32) { copy(d, y); AddReLU(d, x, d) }, func(i int) float32 { return rectified(x[i] + y[i]) }},
				"relugrad in place":  {func(d []float32) { copy(d, x); ReLUGrad(d, d, y) }, func(i int) float32 { return float32(gate(x, y, i)) }},
				"relugrad into y":    {func(d []float32) { copy(d, y); ReLUGrad(d, x, d) }, func(i int) float32 { return float32(gate(x, y, i)) }},
				"add to itself":      {func(d []float32) { copy(d, x); Add(d, d) }, func(i int) float32 { return x[i] + x[i] }},
				"relu of minus zero": {func(d []float32) { ReLU(d, minusZeros(n)) }, func(int) float32 { return float32(math.Copysign(0, -1)) }},
			} {
				dst, want := testutil.Guarded(t, n), make([]float32, n)
				c.run(dst)
				for i := range want {
					want[i] = c.want(i)
				}
				equal(t, fmt.Sprintf("%s of %d", name, n), dst, want)
			}
		}
	})
}

func minusZeros(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(math.Copysign(0, -1))
	}
	return v
}

func TestWrongContiguousLengthsPanic(t *testing.T) {
	v := make([]float32, 32)
	mustPanic(t, map[string]func(){
		"relu":          func() { ReLU(v, v[:16]) },
		"relu odd":      func() { ReLU(v[:17], v[:17]) },
		"relugrad dy":   func() { ReLUGrad(v, v[:16], v) },
		"relugrad y":    func() { ReLUGrad(v, v, v[:16]) },
		"relugrad odd":  func() { ReLUGrad(v[:1], v[:1], v[:1]) },
		"add":           func() { Add(v, v[:16]) },
		"add odd":       func() { Add(v[:31], v[:31]) },
		"addrelu x":     func() { AddReLU(v, v[:16], v) },
		"addrelu short": func() { AddReLU(v[:16], v, v) },
		"addrelu odd":   func() { AddReLU(v[:8], v[:8], v[:8]) },
	})
}

func BenchmarkReLU(b *testing.B) {
	const n = 784 * 16
	x, y, dst := random(1, n), random(2, n), make([]float32, n)
	perValue(b, "relu", n, func() { ReLU(dst, x) })
	perValue(b, "relugrad", n, func() { ReLUGrad(dst, x, y) })
	perValue(b, "add", n, func() { Add(dst, x) })
	perValue(b, "addrelu", n, func() { AddReLU(dst, x, y) })
}
