package bench

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"mekiki/internal/kernel"
	"mekiki/internal/lang"
)

// ProductResult is one product of the network: its best rate on one core and on
// all workers at once, beside the peak measured in the same run.
type ProductResult struct {
	Name    lang.Message `json:"name"`
	GFLOPS1 float64      `json:"gflops_1"`
	Peak1   float64      `json:"peak_1"`
	GFLOPSN float64      `json:"gflops_n"`
	PeakN   float64      `json:"peak_n"`
}

// productRows is the number of rows of one product: a chunk of a batch of 32 on
// two workers.
const productRows = 48

// gradChunks is the number of chunks that a weight gradient sums over: a batch of 64.
const gradChunks = 4

// ProductRuns is how many runs the best is taken of.
const ProductRuns = 20

// Products measures forward, weight gradient and input gradient of each layer
// of a network, each the best of ProductRuns runs. A cancelled ctx gives its
// error.
func Products(ctx context.Context, widths []int, workers int) ([]ProductResult, error) {
	var out []ProductResult
	for l := range len(widths) - 1 {
		in, width := kernel.Pad(widths[l]), kernel.Pad(widths[l+1])
		kinds := []string{"forward", "weight gradient", "input gradient"}
		if l == 0 {
			kinds = kinds[:2]
		}
		for _, kind := range kinds {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			r := ProductResult{Name: productName(kind, in, width)}
			flops := 2 * float64(productRows*in*width)
			if kind == "weight gradient" {
				flops *= gradChunks
			}
			prepare := func() func() { return product(kind, in, width) }
			r.GFLOPS1, r.Peak1 = best(prepare, flops, 1)
			r.GFLOPSN, r.PeakN = best(prepare, flops, workers)
			out = append(out, r)
		}
	}
	return out, nil
}

// productName is a product of a layer of in inputs and so many outputs in words.
func productName(kind string, in, out int) lang.Message {
	switch kind {
	case "forward":
		return lang.T("%d x %d forward", in, out)
	case "input gradient":
		return lang.T("%d x %d input gradient", in, out)
	}
	return lang.T("%d x %d weight gradient", in, out)
}

// productTime is the length of one run: short, so that some of the runs meet no
// interruption, as the runs of the peak do.
const productTime = time.Millisecond

// best is the best rate of one product of so many operations on some cores at
// once, the sum of their rates, and the best peak measured between its runs. Each
// core runs a function of its own that prepare makes.
func best(prepare func() func(), flops float64, workers int) (rate, peak float64) {
	tasks := make([]func(), workers)
	for w := range tasks {
		tasks[w] = prepare()
	}
	for range ProductRuns {
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
		f := &kernel.Finish{Bias: aux, Clamp: true, High: float32(math.Inf(1))}
		return func() { kernel.Mul(dy, x, w, productRows, productRows, in, out, f) }
	case "input gradient":
		return func() { kernel.MulMasked(x, dy, w, productRows, productRows, out, in, aux) }
	}
	return weightGradient(x, dy, in, out)
}

// weightGradient goes through a layer in blocks of the size that an update
// takes, over a batch of gradChunks chunks. All chunks are one and the same, so
// that it is the product that is measured and not the memory.
func weightGradient(x, dy []float32, in, out int) func() {
	const blockIn, blockOut = 8, 2
	counts := make([]int32, gradChunks)
	for i := range counts {
		counts[i] = productRows
	}
	g := make([]float32, blockIn*blockOut*kernel.Lane*kernel.Lane)
	rows, cols := in/kernel.Lane, out/kernel.Lane
	pieces := (rows + blockIn - 1) / blockIn
	return func() {
		for i := range pieces {
			for n := 0; n < cols; n += blockOut {
				b := kernel.GradBlock{K0: rows * i / pieces, K1: rows * (i + 1) / pieces, N0: n, N1: min(n+blockOut, cols)}
				kernel.Grad(g, x, dy, counts, productRows, 0, 0, b, false)
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
