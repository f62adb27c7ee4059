package nn

import (
	"fmt"
	"math"
	"runtime"

	"mekiki/internal/kernel"
	"mekiki/internal/workers"
)

// BatchLossFunc gives the loss of a batch and its gradient. emb is row-major
// (len(rows), dim), rows are the pictures; grad has emb's shape and is
// overwritten. It returns false if the loss or the gradient is NaN or infinite; the
// step then changes no weight. It is called by the goroutine of Step alone.
type BatchLossFunc func(emb []float32, dim int, rows []int32, grad []float32) (loss float64, finite bool)

// BatchOptions configures a BatchTrainer.
type BatchOptions struct {
	// Batch is the most pictures in a step; at least 1.
	Batch int
	// Workers is the number of threads; 0 means one for each core. It changes no
	// weight.
	Workers int
	// Seed chooses what dropout drops.
	Seed uint64
	// Optimizer is the optimiser. Biases and normalisations do not decay.
	Optimizer AdamW
	// TailRate is the share of the learning rate at which a tail learns; 0 means 1.
	TailRate float64
	// Clip is the most length of the gradient of all parameters together; a
	// longer one is scaled down (Pascanu et al., 2013). 0 is no limit.
	Clip float64
	// Average is the decay of the exponential moving average of all parameters,
	// 0 to 1 without 1; 0 is none. Early steps use less: (1+t)/(10+t).
	Average float64
	// Loss is the loss.
	Loss BatchLossFunc
	// Picture writes picture row, which is the place-th of the batch, to dst,
	// Input().Size() values as a float source has them, before Preprocess; it is called
	// from several goroutines at once, each with its number. Nil reads the source.
	Picture func(worker int, dst []float32, place int, row int32)
}

// BatchResult is the outcome of one step.
type BatchResult struct {
	// Loss is the loss of the batch, before the update.
	Loss float64
	// Norm is the length of the gradient of all parameters, before clipping.
	Norm float64
	// Finite is false if an embedding, the loss, the gradient or a moment of a
	// normalisation was NaN or infinite; then the parameters were left as they are.
	Finite bool
}

// BatchTrainer runs training steps on batches of pictures: every picture is
// embedded once, the loss sees all embeddings. Its methods must not be called at
// the same time. Close it to end its threads.
type BatchTrainer struct {
	exec
	opt     BatchOptions
	pool    *workers.Pool
	jobs    *workers.Shares
	phases  []phase
	readers []*reader
	src     Source
	batch   []int32

	emb, lossGrad []float32
	m, v          []float32
	steps         int
	average       *Net
	pieces        []piece
	turns         []turn

	// The update at work.
	plain, tail            adamSteps
	shrink, toward         float32
	updatePhase, turnPhase func(worker int)
}

// NewBatchTrainer makes a trainer for net, which it changes in place. It panics
// on options out of range.
func NewBatchTrainer(net *Net, opt BatchOptions) *BatchTrainer {
	if opt.Batch < 1 || opt.Workers < 0 || opt.Loss == nil || opt.Average < 0 || opt.Average >= 1 || opt.Clip < 0 || opt.TailRate < 0 || opt.Optimizer == (AdamW{}) {
		panic(fmt.Sprintf("nn: batch %d, workers %d, average %v, clip %v", opt.Batch, opt.Workers, opt.Average, opt.Clip))
	}
	if opt.TailRate == 0 {
		opt.TailRate = 1
	}
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	t := &BatchTrainer{
		exec: exec{net: net, plan: &net.plan, train: true, params: net.params, seed: opt.Seed},
		opt:  opt, pool: workers.New(opt.Workers), jobs: workers.NewShares(opt.Workers),
		emb: make([]float32, opt.Batch*net.Dim()), lossGrad: make([]float32, opt.Batch*net.Dim()),
		m: make([]float32, net.trained), v: make([]float32, net.trained),
	}
	t.grads = make([]float32, net.trained)
	if opt.Average > 0 {
		t.average = net.Clone()
	}
	chunks := net.plan.chunks(opt.Batch)
	for _, v := range t.values {
		t.val = append(t.val, make([]float32, chunks*v.size()))
	}
	for range opt.Workers {
		t.readers = append(t.readers, newReader(net))
		t.scratch = append(t.scratch, make([]float32, t.scratchOf(true)))
	}
	for _, o := range t.ops {
		switch o := o.(type) {
		case *normOp:
			t.norms = append(t.norms, newNormState(t.values[o.in].panels*kernel.Lane, chunks))
		case *convOp:
			weights, wt := o.room(t.params)
			t.weights, t.wt = append(t.weights, weights), append(t.wt, wt)
			t.counts = append(t.counts, make([]int32, chunks))
			for p := range o.n / kernel.Lane {
				t.turns = append(t.turns, turn{o, p})
			}
		}
	}
	t.schedule(chunks)
	t.pieces = net.pieces()
	t.updatePhase, t.turnPhase = t.updatePieces, t.turnWeights
	t.transposeAll()
	t.centerAll()
	return t
}

// Close ends the trainer's threads.
func (t *BatchTrainer) Close() { t.pool.Close() }

// Averaged is the network with the averaged parameters, or the network itself
// without an average. It changes with every step.
func (t *BatchTrainer) Averaged() *Net {
	if t.average == nil {
		return t.net
	}
	return t.average
}

// Step trains on one batch of pictures of src at a learning rate. It panics if
// the batch is empty or larger than BatchOptions.Batch, or a row is out of range.
func (t *BatchTrainer) Step(src Source, rows []int32, rate float64) BatchResult {
	r := t.pass(src, rows)
	if r.Finite {
		r.Norm = math.Sqrt(kernel.SumSquares(t.grads))
		r.Finite = !math.IsNaN(r.Norm) && !math.IsInf(r.Norm, 0) && t.normsFinite()
	}
	if r.Finite {
		t.update(rate, r.Norm)
	}
	return r
}

// pass runs forward, the loss, and backward to all gradients.
func (t *BatchTrainer) pass(src Source, rows []int32) BatchResult {
	src.check(t.net.Inputs())
	if len(rows) < 1 || len(rows) > t.opt.Batch {
		panic(fmt.Sprintf("nn: batch of %d, at most %d", len(rows), t.opt.Batch))
	}
	src.checkRows(rows)
	t.src, t.batch, t.pictures = src, rows, len(rows)
	t.countRows()
	r := BatchResult{Finite: true}
	for i := range t.phases {
		p := &t.phases[i]
		if p.loss {
			if r = t.loss(); !r.Finite {
				return r
			}
			continue
		}
		t.runPhase(p)
	}
	return r
}

// loss gathers the embeddings and asks for the loss.
func (t *BatchTrainer) loss() BatchResult {
	last, dim := t.last(), t.net.Dim()
	emb, grad := t.emb[:t.pictures*dim], t.lossGrad[:t.pictures*dim]
	for c := range t.chunks(t.pictures) {
		lo, n := c*t.chunk, t.count(c)
		kernel.Unpack(emb[lo*dim:(lo+n)*dim], t.of(len(t.values)-1, c), n, dim, last.capacity)
	}
	if !finite(emb) {
		return BatchResult{Loss: math.NaN()}
	}
	loss, ok := t.opt.Loss(emb, dim, t.batch, grad)
	return BatchResult{Loss: loss, Finite: ok}
}
