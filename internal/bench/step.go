package bench

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/kernel"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
)

// StepOptions configures Step.
type StepOptions struct {
	Batch   int // triplets in a batch, at least 1
	Workers int // threads; 0 means one for each core
	Chunk   int // triplets that a worker takes at a time; 0 chooses
	Layers  []int
	Loss    triplet.Spec
	// LearningRate is Adam's; Seed seeds weights and order.
	LearningRate float64
	Seed         uint64
	// Warmup is the number of training steps before measuring: at the start
	// nearly all triplets are live, which would hide what skipping saves.
	Warmup int
	// Rounds is how many times each way is measured, in turn, for about Slice each.
	Rounds int
	Slice  time.Duration
}

// StepResult is the outcome of Step; its JSON is what `mekiki bench step` prints.
type StepResult struct {
	Batch   int    `json:"batch"`
	Workers int    `json:"workers"`
	Kernel  string `json:"kernel"`
	Layers  []int  `json:"layers"`
	Warmup  int    `json:"warmup_steps"`
	// Live is the share of live triplets while measuring.
	Live float64 `json:"live"`
	// TripletsPerSecond skips inactive triplets, Dense does not: medians of the rounds.
	TripletsPerSecond float64 `json:"triplets_per_second"`
	Dense             float64 `json:"triplets_per_second_dense"`
	// GFLOPS is the rate of the dense step's products; Peak the measured
	// fused-multiply-add peak of as many cores in the same run.
	GFLOPS float64 `json:"gflops"`
	Peak   float64 `json:"peak_gflops"`
}

// Step trains for some steps on real triplets and then measures steps that skip
// inactive triplets and steps that do not, alternately. The batches are drawn
// anew in each epoch, as in training. A cancelled ctx gives its error. It panics
// on options out of range.
func Step(ctx context.Context, t *dataset.Triplets, opt StepOptions) (StepResult, error) {
	loss, err := triplet.Compile[float32](opt.Loss)
	if err != nil {
		return StepResult{}, err
	}
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	im := t.Images
	src := nn.Source{Size: im.Size(), U8: im.Pix, F32: im.F32}
	net := nn.New(append([]int{im.Size()}, opt.Layers...), opt.Seed)
	engine := nn.TripletOptions{Batch: opt.Batch, Workers: opt.Workers, Chunk: opt.Chunk, Adam: nn.KerasAdam(opt.LearningRate), Loss: func(_ int, emb, grad []float32, dim int, values []float32, live []bool, scale float32) bool {
		return loss.Eval(triplet.Batch[float32]{Emb: emb, Grad: grad, Dim: dim, Loss: values, Live: live, Scale: scale}) < 0
	}}
	skip := newLoop(net, engine, src, t.Index, opt.Seed)
	defer skip.trainer.Close()
	for range opt.Warmup {
		if err := ctx.Err(); err != nil {
			return StepResult{}, err
		}
		skip.step()
	}
	engine.Dense = true
	dense := newLoop(net.Clone(), engine, src, t.Index, opt.Seed+1)
	defer dense.trainer.Close()
	dense.trainer.SetState(skip.trainer.State())
	skip.live, skip.seen = 0, 0

	r := StepResult{Batch: opt.Batch, Workers: opt.Workers, Kernel: kernel.Active().String(), Layers: opt.Layers, Warmup: opt.Warmup}
	var skipped, all, peaks []float64
	for range opt.Rounds {
		if err := ctx.Err(); err != nil {
			return StepResult{}, err
		}
		skipped = append(skipped, skip.measure(opt.Slice))
		all = append(all, dense.measure(opt.Slice))
		peaks = append(peaks, Peak(opt.Workers, opt.Slice/4))
	}
	r.TripletsPerSecond, r.Dense, r.Peak = median(skipped), median(all), slices.Max(peaks)
	r.Live = float64(skip.live) / float64(skip.seen)
	r.GFLOPS = r.Dense * flopsPerTriplet(net.Widths()) / 1e9
	return r, nil
}

// flopsPerTriplet counts the products of one training step with all triplets
// live: forward, weight gradients, and input gradients of all layers but the
// first, for three pictures; a fused multiply-add is two.
func flopsPerTriplet(widths []int) float64 {
	sum := 0
	for l := range len(widths) - 1 {
		passes := 3
		if l == 0 {
			passes = 2
		}
		sum += passes * widths[l] * widths[l+1]
	}
	return float64(3 * 2 * sum)
}

// loop feeds a trainer with shuffled batches.
type loop struct {
	trainer    *nn.TripletTrainer
	src        nn.Source
	index      [][3]int32
	rng        *rand.Rand
	batch      int
	at         int
	live, seen int
}

func newLoop(net *nn.Net, engine nn.TripletOptions, src nn.Source, index [][3]int32, seed uint64) *loop {
	return &loop{
		trainer: nn.NewTripletTrainer(net, engine), src: src, index: slices.Clone(index),
		rng: rand.New(rand.NewPCG(seed, 2)), batch: min(engine.Batch, len(index)), at: math.MaxInt,
	}
}

func (l *loop) step() {
	if l.at > len(l.index)-l.batch {
		l.rng.Shuffle(len(l.index), func(i, j int) { l.index[i], l.index[j] = l.index[j], l.index[i] })
		l.at = 0
	}
	l.live += l.trainer.Step(l.src, l.index[l.at:l.at+l.batch]).Live
	l.seen += l.batch
	l.at += l.batch
}

// measure steps for about d and gives triplets a second.
func (l *loop) measure(d time.Duration) float64 {
	n := 0
	start := time.Now()
	for time.Since(start) < d {
		l.step()
		n += l.batch
	}
	return float64(n) / time.Since(start).Seconds()
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	n := len(v)
	return (v[(n-1)/2] + v[n/2]) / 2
}
