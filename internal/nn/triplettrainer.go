package nn

import (
	"fmt"
	"math"
	"runtime"
	"sync/atomic"

	"mekiki/internal/kernel"
	"mekiki/internal/workers"
)

// TripletLossFunc gives the losses of some triplets of the batch and their gradient;
// first is the place of the first of them in the batch. emb is
// row-major (3n, dim), rows a, p, n of each triplet; grad has the same shape
// and is overwritten with scale times the gradient of each loss; loss and live
// have length n. live is false only where the gradient is exactly zero. It
// returns false if a loss or a gradient is NaN or infinite; the step then changes
// no weight. It is called from several goroutines at once.
type TripletLossFunc func(first int, emb, grad []float32, dim int, loss []float32, live []bool, scale float32) (finite bool)

// TripletOptions configures a TripletTrainer.
type TripletOptions struct {
	// Batch is the most triplets in a step; at least 1.
	Batch int
	// Workers is the number of threads; 0 means one for each core.
	Workers int
	// Chunk is how many triplets a worker takes at a time; 0 chooses. It
	// changes no weight.
	Chunk int
	// Dense runs backward on triplets without a gradient too. It changes no weight.
	Dense bool
	// Adam configures the optimiser.
	Adam Adam
	// Loss is the loss.
	Loss TripletLossFunc
}

// Adam is the configuration of the optimiser (Kingma and Ba, 2015), in Keras'
// form: Epsilon is added to the root of the uncorrected second moment.
type Adam struct{ LearningRate, Beta1, Beta2, Epsilon float64 }

// KerasAdam is Adam with Keras' defaults and the given learning rate.
func KerasAdam(learningRate float64) Adam {
	return Adam{LearningRate: learningRate, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7}
}

// TripletTrainer runs training steps on a network. Its methods must not be called at
// the same time. Close it to end its threads.
type TripletTrainer struct {
	net  *Net
	opt  TripletOptions
	pool *workers.Pool

	m, v  []float32   // Adam's moments, laid out as net.params
	steps int         // Adam's t
	wt    [][]float32 // transposed weights of each layer but the first, [in/16][out][16]
	chunk int         // triplets in a chunk
	rows  int         // row capacity of a chunk

	// Buffers for one batch, [chunks][F/16][rows][16] for each width.
	act, dy     [][]float32
	counts      []int32 // rows of each chunk that take part in the backward pass
	loss        []float32
	live        []bool
	finite      atomic.Bool
	scratch     []scratch // for each worker
	blocks      []block
	blockCounts []int // blocks of each worker, one after the other in blocks

	// The step at work. Workers read it only between the start and the end of a phase.
	src   Source
	batch [][3]int32
	scale float32
	adam  kernel.AdamStep
	jobs  *workers.Shares

	fillPhase, firstPhase, restPhase, updatePhase func(int) // bound once, so that a step allocates nothing
}

// scratch is what one worker needs for itself.
type scratch struct {
	emb, grad []float32 // row-major (rows, dim)
	block     []float32 // gradient of one block of weights
}

// TripletResult is the outcome of one step.
type TripletResult struct {
	// Loss is the mean loss of the batch, before the update.
	Loss float64
	// Live is the number of triplets with a gradient.
	Live int
	// Finite is false if an embedding was NaN or infinite or the loss says that
	// something of its own was; then the weights were left as they are.
	Finite bool
}

// maxChunk bounds the chunk that is chosen by default. A worker reads all weights
// for each of its chunks, mostly from the third-level cache, so few large chunks
// are better, as long as a chunk's activations stay in the second-level cache.
const maxChunk = 64

// NewTripletTrainer makes a trainer for net, which it changes in place. It panics on
// options out of range.
func NewTripletTrainer(net *Net, opt TripletOptions) *TripletTrainer {
	if opt.Batch < 1 || opt.Workers < 0 || opt.Chunk < 0 || opt.Loss == nil {
		panic(fmt.Sprintf("nn: batch %d, workers %d, chunk %d", opt.Batch, opt.Workers, opt.Chunk))
	}
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	t := &TripletTrainer{net: net, opt: opt, pool: workers.New(opt.Workers), jobs: workers.NewShares(opt.Workers), chunk: opt.Chunk}
	if t.chunk == 0 {
		t.chunk = min(maxChunk, (opt.Batch+opt.Workers-1)/opt.Workers)
	}
	t.chunk = min(t.chunk, opt.Batch)
	t.rows = kernel.PadRows(3 * t.chunk)
	chunks := t.chunks(opt.Batch)
	t.m, t.v = make([]float32, len(net.params)), make([]float32, len(net.params))
	t.act, t.dy = net.newActivations(chunks, t.rows), net.newActivations(chunks, t.rows)
	t.dy[0] = nil
	t.counts = make([]int32, chunks)
	t.loss, t.live = make([]float32, opt.Batch), make([]bool, opt.Batch)
	t.blocks, t.blockCounts = t.newBlocks()
	size := 0
	for _, b := range t.blocks {
		size = max(size, b.Size())
	}
	for range opt.Workers {
		t.scratch = append(t.scratch, scratch{
			emb: make([]float32, t.rows*net.Dim()), grad: make([]float32, t.rows*net.Dim()), block: make([]float32, size),
		})
	}
	t.wt = make([][]float32, len(net.layers))
	for l := 1; l < len(net.layers); l++ {
		t.wt[l] = make([]float32, net.layers[l].in*net.layers[l].out)
	}
	t.transposeAll()
	t.fillPhase, t.firstPhase, t.restPhase, t.updatePhase = t.fillChunks, t.firstLayer, t.chunkRests, t.updateBlocks
	return t
}

// Close ends the trainer's threads.
func (t *TripletTrainer) Close() { t.pool.Close() }

func (t *TripletTrainer) chunks(triplets int) int { return (triplets + t.chunk - 1) / t.chunk }

// Step trains on one batch: the weights move along the gradient of the mean
// loss. It panics if the batch is empty or larger than TripletOptions.Batch, or an
// index is out of range.
func (t *TripletTrainer) Step(src Source, batch [][3]int32) TripletResult {
	r := t.pass(src, batch)
	if r.Finite {
		t.update()
	}
	return r
}

// pass runs forward, the loss and the gradients of all activations.
func (t *TripletTrainer) pass(src Source, batch [][3]int32) TripletResult {
	src.check(t.net.widths[0])
	if len(batch) < 1 || len(batch) > t.opt.Batch {
		panic(fmt.Sprintf("nn: batch of %d, at most %d", len(batch), t.opt.Batch))
	}
	for _, triplet := range batch {
		src.checkRows(triplet[:])
	}
	t.src, t.batch = src, batch
	t.scale = 1 / float32(len(batch))
	t.finite.Store(true)
	chunks := t.chunks(len(batch))
	t.jobs.Even(chunks)
	t.pool.Run(t.fillPhase)
	t.jobs.Even(chunks * t.opt.Workers)
	t.pool.Run(t.firstPhase)
	t.jobs.Even(chunks)
	t.pool.Run(t.restPhase)
	r := TripletResult{Finite: t.finite.Load()}
	for i := range batch {
		r.Loss += float64(t.loss[i])
		if t.live[i] {
			r.Live++
		}
	}
	r.Loss /= float64(len(batch))
	return r
}

// update applies Adam to all weights from the activations and their gradients.
func (t *TripletTrainer) update() {
	t.steps++
	a, n := t.opt.Adam, float64(t.steps)
	t.adam = kernel.AdamStep{
		Rate:          float32(a.LearningRate * math.Sqrt(1-math.Pow(a.Beta2, n)) / (1 - math.Pow(a.Beta1, n))),
		OneMinusBeta1: float32(1 - a.Beta1), OneMinusBeta2: float32(1 - a.Beta2),
		Epsilon: float32(a.Epsilon),
	}
	t.jobs.Each(t.blockCounts)
	t.pool.Run(t.updatePhase)
}
