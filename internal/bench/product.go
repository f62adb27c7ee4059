package bench

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"mekiki/internal/kernel"
)

// ProductResult is one product of the network: its best rate on one core and on
// all workers at once, beside the peak measured in the same run.
type ProductResult struct {
	Name    string  `json:"name"`
	GFLOPS1 float64 `json:"gflops_1"`
	Peak1   float64 `json:"peak_1"`
	GFLOPSN float64 `json:"gflops_n"`
	PeakN   float64 `json:"peak_n"`
}

// productRows is the number of rows of one product, a chunk of the training step.
const productRows = 48

// gradChunks is the number of chunks that a weight gradient sums over: a batch of 64.
const gradChunks = 4

// productRuns is how many runs the best is taken of.
const productRuns = 20

// Products measures forward, weight gradient and input gradient of each layer
// of a network, each the best of 20 runs.
func Products(widths []int, workers int) []ProductResult {
	var out []ProductResult
	for l := range len(widths) - 1 {
		in, width := kernel.Pad(widths[l]), kernel.Pad(widths[l+1])
		kinds := []string{"forward", "weight gradient", "input gradient"}
		if l == 0 {
			kinds = kinds[:2]
		}
		for _, kind := range kinds {
			r := ProductResult{Name: fmt.Sprintf("%d x %d %s", in, width, kind)}
			r.GFLOPS1, r.Peak1 = best(kind, in, width, 1)
			r.GFLOPSN, r.PeakN = best(kind, in, width, workers)
			out = append(out, r)
		}
	}
	return out
}

// productTime is the length of one run: short, so that some of the runs meet no
// interruption, as the runs of the peak do.
const productTime = time.Millisecond

// best is the best rate of one product on some cores at once, the sum of their
// rates, and the best peak measured between its runs.
func best(kind string, in, out, workers int) (rate, peak float64) {
	tasks := make([]func(), workers)
	for w := range tasks {
		tasks[w] = product(kind, in, out)
	}
	flops := 2 * float64(productRows*in*out)
	if kind == "weight gradient" {
		flops *= gradChunks
	}
	for range productRuns {
		peak = max(peak, Peak(workers, productTime))
		rates := make([]float64, workers)
		var wg sync.WaitGroup
		for w, f := range tasks {
			wg.Go(func() {
				n, start := 0, time.Now()
				for time.Since(start) < productTime {
					f()
					n++
				}
				rates[w] = float64(n) * flops / time.Since(start).Seconds() / 1e9
			})
		}
		wg.Wait()
		sum := 0.0
		for _, r := range rates {
			sum += r
		}
		rate = max(rate, sum)
	}
	return rate, peak
}

// product makes buffers for one product and a function that runs it as a
// training step does.
func product(kind string, in, out int) func() {
	x, dy := noise(in*productRows), noise(out*productRows)
	w, aux := noise(in*out), noise(max(in, out)*productRows)
	switch kind {
	case "forward":
		return func() { kernel.Mul(dy, x, w, productRows, productRows, in, out, kernel.BiasReLU, aux) }
	case "input gradient":
		return func() { kernel.Mul(x, dy, w, productRows, productRows, out, in, kernel.Mask, aux) }
	}
	return weightGradient(x, dy, in, out)
}

// weightGradient goes block by block as an update does, over a batch of
// gradChunks chunks; the chunks share their memory, the reads are the same.
func weightGradient(x, dy []float32, in, out int) func() {
	counts := make([]int32, gradChunks)
	for i := range counts {
		counts[i] = productRows
	}
	g := make([]float32, 8*2*kernel.Lane*kernel.Lane)
	return func() {
		for n := 0; n < out/kernel.Lane; n += 2 {
			for k := 0; k < in/kernel.Lane; k += 7 {
				b := kernel.GradBlock{K0: k, K1: min(k+7, in/kernel.Lane), N0: n, N1: min(n+2, out/kernel.Lane)}
				kernel.Grad(g, x, dy, counts, productRows, 0, 0, b)
			}
		}
	}
}

func noise(n int) []float32 {
	r := rand.New(rand.NewPCG(1, 1))
	v := make([]float32, n)
	for i := range v {
		v[i] = r.Float32() - 0.5
	}
	return v
}
