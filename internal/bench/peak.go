package bench

import (
	"sync"
	"time"

	"mekiki/internal/kernel"
)

// Peak is the measured rate of fused multiply-adds on so many cores at once, in
// GFLOP/s, the best of the time given.
func Peak(workers int, d time.Duration) float64 {
	rates := make([]float64, workers)
	var wg sync.WaitGroup
	for w := range rates {
		wg.Go(func() { rates[w] = kernel.Peak(d) })
	}
	wg.Wait()
	sum := 0.0
	for _, r := range rates {
		sum += r
	}
	return sum
}
