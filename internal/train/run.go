package train

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// Split is one data set cut in three: training, validation and test triplets
// over the same pictures. Run never looks at Test.
type Split struct {
	Train, Val, Test *dataset.Triplets
}

// Job is one run.
type Job struct {
	Config Config
	// Meta goes into the model; Run fills Network, Loss, Seed and Training.
	Meta model.Meta
	Data Split
	// Dir is an existing folder for CheckpointFile. Empty writes no checkpoints.
	Dir string
	// Resume continues the checkpoint in Dir; without one the run starts from
	// the beginning.
	Resume bool
	// Events receives what happens, from the goroutine that calls Start and Run; may be nil.
	Events func(Event)
}

// Session is a run that can begin: its settings fit its data, and its checkpoint,
// if it resumes one, is its own.
type Session struct {
	cfg     Config
	job     Job
	loss    *metric.Loss[float32]
	net     *nn.Net
	best    *nn.Net
	trainer *nn.Trainer
	learner *learner
	fitter  *fitter
	src     nn.Source
	val     *validation

	progress progress
	order    []int32    // the epoch's order of training triplets
	batch    [][3]int32 // the step's triplets
	clock    clock      // when to report and to save
	session  time.Time  // start of this session
	before   float64    // seconds of earlier sessions
	saved    string     // says which checkpoint is the last good one
}

// progress is where a run stands: all of a checkpoint that is not a tensor.
type progress struct {
	Epoch   int     `json:"epoch"` // epochs that are complete
	Step    int     `json:"step"`  // steps that are complete in the next one
	LossSum float64 `json:"loss_sum"`
	Live    int     `json:"live"`
	Seconds float64 `json:"seconds"`
	// EpochSeconds is the part of Seconds that the epoch under way has used.
	EpochSeconds float64       `json:"epoch_seconds"`
	BestEpoch    int           `json:"best_epoch"` // 0 before the first validation
	BestVal      float64       `json:"best_val"`
	Done         bool          `json:"done"`
	History      []model.Epoch `json:"history,omitempty"`
	Warnings     []string      `json:"warnings,omitempty"`
	Said         watch         `json:"said"`
	// Hinges sums up the activity of each hinge of the loss over all validations.
	Hinges []metric.HingeActivity `json:"hinges,omitempty"`
	// Learned is the state of the loss's learned parameters; nil if it has none.
	Learned *learned `json:"learned,omitempty"`
}

// CheckpointFile is the name of the checkpoint in a run's folder.
const CheckpointFile = "checkpoint.safetensors"

// Start checks a job and takes over its checkpoint, if it resumes one. Nothing
// is written yet, so that a refused job leaves the folder as it was. The session
// must be run or closed.
func Start(job Job) (*Session, error) {
	r, err := newSession(job)
	if err != nil {
		return nil, err
	}
	if job.Resume && job.Dir != "" {
		if err := r.resume(); err != nil {
			r.Close()
			return nil, err
		}
	}
	return r, nil
}

// Close ends the session's threads. Closing twice is no harm.
func (r *Session) Close() { r.trainer.Close() }

// Run trains, closes the session, and returns the model with the weights of the
// best epoch. A cancelled ctx ends it with a checkpoint and an error that wraps
// context.Canceled. A loss or embedding that is not finite ends it with
// ErrDiverged, the last good checkpoint kept.
func (r *Session) Run(ctx context.Context) (*model.Model, error) {
	defer r.Close()
	r.session = time.Now()
	r.emit(Event{Kind: Started, Epoch: r.progress.Epoch + 1, Epochs: r.cfg.Epochs, Steps: r.steps()})
	for !r.progress.Done {
		if err := r.epoch(ctx); err != nil {
			return nil, err
		}
	}
	return r.model(), nil
}

func newSession(job Job) (*Session, error) {
	cfg := job.Config
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if n := job.Data.Train.Len(); n == 0 || job.Data.Val.Len() == 0 {
		return nil, fmt.Errorf("%d training and %d validation triplets; both need at least one, so give more data or other test-size and val-size", n, job.Data.Val.Len())
	} else if cfg.Batch > n {
		return nil, fmt.Errorf("batch of %d is larger than the %d training triplets; use --batch %d or less", cfg.Batch, n, n)
	}
	spec, err := cfg.Spec()
	if err != nil {
		return nil, err
	}
	loss, err := metric.Compile[float32](spec)
	if err != nil {
		return nil, err
	}
	im := job.Data.Train.Images
	widths := append([]int{im.Size()}, cfg.Layers...)
	job.Meta.Network = model.Network{Widths: widths}
	if n := job.Meta.Network.Parameters(); n > model.MaxParameters {
		return nil, fmt.Errorf("layers %v make a network of %d parameters, at most %d can be trained; choose narrower layers", cfg.Layers, n, model.MaxParameters)
	}
	job.Meta.Loss, job.Meta.Seed = spec, cfg.Seed
	r := &Session{
		cfg: cfg, job: job, loss: loss,
		net:   nn.New(widths, cfg.Seed),
		src:   nn.Source{Size: im.Size(), U8: im.Pix, F32: im.F32},
		val:   newValidation(job.Data.Val, widths[len(widths)-1]),
		batch: make([][3]int32, cfg.Batch),
	}
	if r.fitter, err = newFitter(loss, r.net.Dim()); err != nil {
		return nil, err
	}
	r.best = r.net.Clone()
	adam := nn.KerasAdam(cfg.LearningRate)
	if r.learner = newLearner(loss, cfg.Batch, adam); r.learner != nil {
		r.progress.Learned = r.learner.state
	}
	r.trainer = nn.NewTrainer(r.net, nn.Options{
		Batch: cfg.Batch, Workers: cfg.Workers, Chunk: cfg.Chunk, Dense: cfg.Dense,
		Adam: adam, Loss: r.losses,
	})
	return r, nil
}

// losses is the loss as the trainer calls it.
func (r *Session) losses(first int, emb, grad []float32, dim int, loss []float32, live []bool, scale float32) bool {
	return r.loss.Eval(metric.Batch[float32]{
		Emb: emb, Dim: dim, Loss: loss, Grad: grad, Scale: scale, Live: live, Slopes: r.learner.of(first, len(loss)),
	}) < 0
}

// steps is the number of steps in an epoch; the last one may be smaller.
func (r *Session) steps() int { return (r.job.Data.Train.Len() + r.cfg.Batch - 1) / r.cfg.Batch }

// seconds is the training time of all sessions so far.
func (r *Session) seconds() float64 { return r.before + time.Since(r.session).Seconds() }

func (r *Session) emit(e Event) {
	if r.job.Events != nil {
		r.job.Events(e)
	}
}

// model is the result: the best weights and the summary.
func (r *Session) model() *model.Model {
	p := &r.progress
	m := &model.Model{Meta: r.job.Meta, Net: r.best}
	m.Meta.Loss = r.fitter.of(r.learner.best(m.Meta.Loss))
	t := model.Training{
		Epochs: p.Epoch, BestEpoch: p.BestEpoch, Seconds: p.Seconds,
		Batch: r.cfg.Batch, LearningRate: r.cfg.LearningRate, Patience: r.cfg.Patience,
		History: p.History, Warnings: append(slices.Clone(p.Warnings), idleHinges(p.Hinges)...),
		TrainLoss: math.NaN(), ValLoss: p.BestVal,
	}
	inEpochs := 0.0
	for _, e := range p.History {
		inEpochs += e.Seconds
		if e.Epoch == p.BestEpoch {
			t.TrainLoss = e.TrainLoss
		}
	}
	t.TripletsPerSecond = float64(p.Epoch*r.job.Data.Train.Len()) / max(inEpochs, 1e-9)
	m.Meta.Training = t
	return m
}

func (r *Session) checkpointPath() string { return filepath.Join(r.job.Dir, CheckpointFile) }
