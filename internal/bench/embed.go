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
	Workers  int // threads of the bulk; 0 means one for each core
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
	// Microseconds is one picture alone on one core, from bytes to embedding, by an
	// nn.Embedder: the median.
	Microseconds float64 `json:"single_us"`
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
	one := nn.NewEmbedder(net)
	var times []float64
	for i := range opt.Singles {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		start := time.Now()
		one.Embed(emb[:net.Dim()], src, i%opt.Pictures)
		times = append(times, float64(time.Since(start).Nanoseconds())/1000)
	}
	r.PicturesPerSecond, r.Microseconds = median(rates), median(times)
	r.GFLOPS = r.PicturesPerSecond * r.MFLOP / 1000
	return r, nil
}
