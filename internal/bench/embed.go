package bench

import (
	"context"
	"runtime"
	"time"

	"mekiki/internal/kernel"
	"mekiki/internal/nn"
)

// EmbedOptions configures Embed.
type EmbedOptions struct {
	Pictures int // embedded in bulk, at least 1
	Workers  int // 0 means one for each core
	Rounds   int // the bulk so many times, at least 1
	Singles  int // single pictures, at least 1
	Seed     uint64
}

// EmbedResult is the outcome of Embed.
type EmbedResult struct {
	Network    string `json:"network"`
	Input      string `json:"input"`
	Parameters int    `json:"parameters"`
	Workers    int    `json:"workers"`
	Kernel     string `json:"kernel"`
	// PicturesPerSecond is the bulk, the median of the rounds.
	PicturesPerSecond float64 `json:"pictures_per_second"`
	// Microseconds is one picture alone, from bytes to embedding, by an nn.Embedder of as
	// many workers: the median. OneCore is that of one worker.
	Microseconds float64 `json:"single_us"`
	OneCore      float64 `json:"single_core_us"`
	// MFLOP counts the products of one picture, a multiply-add as two.
	MFLOP float64 `json:"mflop_per_picture"`
	// GFLOPS is the rate of the bulk's products; Peak is the measured
	// fused-multiply-add peak of as many cores in the same run.
	GFLOPS float64 `json:"gflops"`
	Peak   float64 `json:"peak_gflops"`
}

// Embed measures embedding, in bulk and picture by picture, on pictures of noise.
// A cancelled ctx gives its error.
func Embed(ctx context.Context, net *nn.Net, opt EmbedOptions) (EmbedResult, error) {
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	r := EmbedResult{
		Network: net.Arch().String(), Input: net.Input().String(), Parameters: net.Parameters(),
		Workers: opt.Workers, Kernel: kernel.Active().String(),
	}
	for _, p := range net.Products() {
		if p.Kind == "forward" {
			r.MFLOP += p.FLOPs / 1e6
		}
	}
	src := pictures(opt.Pictures, net.Inputs(), opt.Seed)
	emb := make([]float32, opt.Pictures*net.Dim())
	var rates []float64
	for range opt.Rounds {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		rates = append(rates, float64(opt.Pictures)*perSecond(0, func() { net.Embed(emb, src, nil, opt.Workers) }))
		r.Peak = max(r.Peak, Peak(opt.Workers, 20*time.Millisecond))
	}
	var err error
	if r.Microseconds, err = single(ctx, net, src, opt, opt.Workers); err == nil {
		r.OneCore, err = single(ctx, net, src, opt, 1)
	}
	r.PicturesPerSecond = median(rates)
	r.GFLOPS = r.PicturesPerSecond * r.MFLOP / 1000
	return r, err
}

// single is the median of the microseconds that one picture takes so many workers.
func single(ctx context.Context, net *nn.Net, src nn.Source, opt EmbedOptions, workers int) (float64, error) {
	one, emb := nn.NewEmbedder(net, workers), make([]float32, net.Dim())
	var times []float64
	for i := range opt.Singles {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		start := time.Now()
		one.Embed(emb, src, i%opt.Pictures)
		times = append(times, float64(time.Since(start).Nanoseconds())/1000)
	}
	return median(times), nil
}
