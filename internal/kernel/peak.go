package kernel

import "time"

// Peak measures how many fused multiply-adds one core can do, from registers
// alone, with the instruction set in use, for about the given time. The result
// is in GFLOP/s, a fused multiply-add counted as two; the best of several short
// runs. Without assembly it is the rate of a Go loop of float32 products and sums.
func Peak(d time.Duration) float64 {
	const loops = 100_000
	best := 0.0
	for start := time.Now(); time.Since(start) < d; {
		t := time.Now()
		flops := peak(loops)
		best = max(best, flops/time.Since(t).Seconds()/1e9)
	}
	return best
}

// peakGo is the Go loop of Peak. It returns the number of operations. The chains
// are variables of their own, which the compiler keeps in registers.
func peakGo(loops int) float64 {
	var a, b, c, d, e, f, g, h float32
	x := float32(loops) * 0
	for range loops {
		a += x * x
		b += x * x
		c += x * x
		d += x * x
		e += x * x
		f += x * x
		g += x * x
		h += x * x
	}
	peakSink(a + b + c + d + e + f + g + h)
	return float64(loops) * 8 * 2
}

// peakSink keeps the loop from being optimised away.
//
//go:noinline
func peakSink(float32) {}
