package bench

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"mekiki/internal/kernel"
	"mekiki/internal/metric/batch"
	"mekiki/internal/nn"
)

// Classes is the number of classes of whatever is drawn for a measurement.
const Classes = 10

// BatchOptions configures Batch.
type BatchOptions struct {
	Batch   int // pictures in a batch, at least 1
	Workers int // threads; 0 means one for each core
	// Warmup is the number of steps before measuring.
	Warmup int
	// Rounds is how many times the step is measured, for about Slice each, and at
	// least one step.
	Rounds int
	Slice  time.Duration
	Seed   uint64
}

// BatchResult is the outcome of Batch.
type BatchResult struct {
	Network    string `json:"network"`
	Input      string `json:"input"`
	Parameters int    `json:"parameters"`
	Batch      int    `json:"batch"`
	Workers    int    `json:"workers"`
	Kernel     string `json:"kernel"`
	// PicturesPerSecond and Milliseconds of a step are medians of the rounds.
	PicturesPerSecond float64 `json:"pictures_per_second"`
	Milliseconds      float64 `json:"step_ms"`
	// MFLOP counts the products of one picture, a multiply-add as two.
	MFLOP float64 `json:"mflop_per_picture"`
	// GFLOPS is the rate of the products, as if a step did nothing else; Peak is the
	// measured fused-multiply-add peak of as many cores in the same run.
	GFLOPS float64 `json:"gflops"`
	Peak   float64 `json:"peak_gflops"`
}

// Batch measures the batch step of a network on pictures of noise, whose values
// change no timing. The loss is normface over Classes classes, next to nothing
// beside the network. AdamW updates the weights. A cancelled ctx gives its error.
// It panics on options out of range.
func Batch(ctx context.Context, net *nn.Net, opt BatchOptions) (BatchResult, error) {
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	r := BatchResult{
		Network: net.Arch().String(), Input: net.Input().String(), Parameters: net.Parameters(),
		Batch: opt.Batch, Workers: opt.Workers, Kernel: kernel.Active().String(),
		MFLOP: trainingFLOPs(net) / 1e6,
	}
	kind, err := batch.Read("normface", nil)
	if err != nil {
		return r, err
	}
	loss, err := batch.Over[float32](kind, batch.Spec{Classes: Classes, Dim: net.Dim(), Seed: opt.Seed}, nil)
	if err != nil {
		return r, err
	}
	src := pictures(2*opt.Batch, net.Inputs(), opt.Seed)
	rows, labels := make([]int32, 2*opt.Batch), make([]int32, 2*opt.Batch)
	for i := range rows {
		rows[i], labels[i] = int32(i), int32(i%Classes)
	}
	steps, half, adam, classes := uint64(0), 0, nn.DefaultAdamW(0.01), nn.Adaptive{}
	t := nn.NewBatchTrainer(net, nn.BatchOptions{
		Batch: opt.Batch, Workers: opt.Workers, Seed: opt.Seed, Optimizer: adam,
		Loss: func(emb []float32, _ int, _ []int32, grad []float32) (float64, bool) {
			return loss.Eval(emb, labels[half:half+opt.Batch], grad, steps)
		},
	})
	defer t.Close()
	step := func() {
		half = int(steps%2) * opt.Batch
		steps++
		t.Step(src, rows[half:half+opt.Batch], 1e-3)
		w, grad := loss.Weights()
		classes.Step(adam, w, grad, 1e-3)
	}
	for range opt.Warmup {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		step()
	}
	var rates, peaks []float64
	for range opt.Rounds {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		rates = append(rates, float64(opt.Batch)*perSecond(opt.Slice, step))
		peaks = append(peaks, Peak(opt.Workers, max(opt.Slice/10, 10*time.Millisecond)))
	}
	r.PicturesPerSecond, r.Peak = median(rates), slices.Max(peaks)
	r.Milliseconds = 1000 * float64(opt.Batch) / r.PicturesPerSecond
	r.GFLOPS = r.PicturesPerSecond * r.MFLOP / 1000
	return r, nil
}

// trainingFLOPs counts the products of a training step for one picture: forward,
// gradients of weights, and gradients of inputs but for the first layer.
func trainingFLOPs(net *nn.Net) float64 {
	sum := 0.0
	for _, p := range net.Products() {
		sum += p.FLOPs
	}
	return sum
}

// perSecond runs f for about d, and at least once, and gives runs a second.
func perSecond(d time.Duration, f func()) float64 {
	n, start := 0, time.Now()
	for n == 0 || time.Since(start) < d {
		f()
		n++
	}
	return float64(n) / time.Since(start).Seconds()
}

// pictures are bytes of noise.
func pictures(n, size int, seed uint64) nn.Source {
	r := rand.New(rand.NewPCG(seed, 3))
	src := nn.Source{Size: size, U8: make([]uint8, n*size)}
	for i := range src.U8 {
		src.U8[i] = uint8(r.UintN(256))
	}
	return src
}
