package bench

import (
	"context"
	"runtime"
	"sync"
	"time"

	"mekiki/internal/eye"
	"mekiki/internal/kernel"
	"mekiki/internal/onnx"
)

// EyeOptions configures Eye.
type EyeOptions struct {
	Height, Width int      // of the pictures; 0 takes what the file fixes
	Taps          []string // nil: the eye's own
	Workers       int      // threads; 0 means one for each core
	Singles       int      // pictures one after another, at least 1
	Pictures      int      // pictures in bulk, at least 1
	Seed          uint64
}

// EyeResult is the outcome of Eye.
type EyeResult struct {
	Eye     string   `json:"eye"`
	Input   []int    `json:"input"` // channels, height, width
	Taps    []string `json:"taps"`
	Workers int      `json:"workers"`
	Kernel  string   `json:"kernel"`
	// Milliseconds is one picture from its bytes to the taps, with all workers: the
	// median; Shortest is the shortest.
	Milliseconds float64 `json:"single_ms"`
	Shortest     float64 `json:"single_shortest_ms"`
	// PicturesPerSecond is the bulk, one picture a worker.
	PicturesPerSecond float64 `json:"pictures_per_second"`
	// MFLOP counts the operations of a picture, a multiply-add as two.
	MFLOP float64 `json:"mflop_per_picture"`
	// GFLOPS is the rate of the bulk; Peak is the measured fused-multiply-add peak of as
	// many cores in the same run.
	GFLOPS float64 `json:"gflops"`
	Peak   float64 `json:"peak_gflops"`
	// MemoryMiB is what one picture takes, without the weights.
	MemoryMiB float64   `json:"memory_mib"`
	Steps     []EyeStep `json:"steps"`
}

// EyeStep is a step of the work for one picture with all workers.
type EyeStep struct {
	Name         string  `json:"name"` // of the node, as in the file
	Operation    string  `json:"operation"`
	Jobs         int     `json:"jobs"`
	Microseconds float64 `json:"shortest_us"`
}

// Eye measures a network from elsewhere on pictures of noise: one picture with all
// workers, step by step, and many with one picture a worker. A cancelled ctx gives its error.
func Eye(ctx context.Context, e *eye.Eye, opt EyeOptions) (EyeResult, error) {
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	r := EyeResult{Eye: e.Name, Workers: opt.Workers, Kernel: kernel.Active().String()}
	size := eye.Options{Height: opt.Height, Width: opt.Width, Taps: opt.Taps}
	g, err := e.Graph(size)
	if err != nil {
		return r, err
	}
	for _, l := range onnx.Describe(g) {
		r.MFLOP += l.MFLOP
	}
	net, err := e.Net(size, opt.Workers)
	if err != nil {
		return r, err
	}
	r.Input = []int{net.Channels, net.Height, net.Width}
	r.MemoryMiB = float64(net.Memory()) / (1 << 20)
	for _, t := range net.Taps {
		r.Taps = append(r.Taps, t.Name)
	}
	pix := pictures(1, net.Channels*net.Height*net.Width, opt.Seed).U8
	if err := r.single(ctx, net, pix, opt); err != nil {
		return r, err
	}
	alone, err := e.Net(size, 1)
	if err != nil {
		return r, err
	}
	r.bulk(ctx, alone, pix, opt)
	r.GFLOPS = r.PicturesPerSecond * r.MFLOP / 1000
	return r, ctx.Err()
}

// single measures one picture after another.
func (r *EyeResult) single(ctx context.Context, net *eye.Net, pix []uint8, opt EyeOptions) error {
	look := net.Looker()
	defer look.Close()
	var times []float64
	for range opt.Singles {
		if err := ctx.Err(); err != nil {
			return err
		}
		start := time.Now()
		look.Look(pix)
		times = append(times, time.Since(start).Seconds()*1000)
	}
	r.Milliseconds, r.Shortest = median(times), times[0]
	for _, t := range times {
		r.Shortest = min(r.Shortest, t)
	}
	for _, s := range look.Measure(pix, min(opt.Singles, 20)) {
		r.Steps = append(r.Steps, EyeStep{Name: s.Name, Operation: s.Op, Jobs: s.Jobs, Microseconds: s.Seconds * 1e6})
	}
	r.Peak = Peak(opt.Workers, 50*time.Millisecond)
	return nil
}

// bulk measures many pictures, one a worker.
func (r *EyeResult) bulk(ctx context.Context, net *eye.Net, pix []uint8, opt EyeOptions) {
	lookers := make([]*eye.Looker, opt.Workers)
	for w := range lookers {
		lookers[w] = net.Looker()
		defer lookers[w].Close()
		lookers[w].Look(pix)
	}
	start := time.Now()
	var wg sync.WaitGroup
	for w, look := range lookers {
		wg.Go(func() {
			for i := w; i < opt.Pictures && ctx.Err() == nil; i += opt.Workers {
				look.Look(pix)
			}
		})
	}
	wg.Wait()
	r.PicturesPerSecond = float64(opt.Pictures) / time.Since(start).Seconds()
	r.Peak = max(r.Peak, Peak(opt.Workers, 50*time.Millisecond))
}
