package kernel

import "time"

// peakChains is the number of independent chains in the peak loops; the assembly has it too.
const peakChains = 12

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

// peakGo is the Go loop of Peak. It returns the number of operations.
func peakGo(loops int) float64 {
	var s [peakChains]float32
	x := float32(loops) * 0
	for range loops {
		for j := range s {
			s[j] += x * x
		}
	}
	peakSink(s[0])
	return float64(loops) * peakChains * 2
}

// peakSink keeps the loop from being optimised away.
//
//go:noinline
func peakSink(float32) {}
