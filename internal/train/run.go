package train

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// Split is one data set cut in three: training, validation and test triplets
// over the same pictures. Run never looks at Test.
type Split struct {
	Train, Val, Test *dataset.Triplets
	// Pictures are those that stand in no triplet of Val and Test, ascending: what
	// training on batches learns from. HeldOut are those of Val and not of Test,
	// by which it is validated. Where pictures were parted (dataset.Triplets.PartOf), they
	// are all of these parts. Different is the number of pictures of all three
	// parts and of none, copies left out. Apart fills in all of them.
	Pictures, HeldOut []int32
	Different         int
}

// Job is one run.
type Job struct {
	Config Config
	// Meta goes into the model, Input included; Run fills Network, Loss, Batch, Seed
	// and Training.
	Meta model.Meta
	Data Split
	// Front looks at pictures before the network that is trained; nil where the network
	// reads them. It has looked at those of Data (See), Config.Eye and Meta.Eye say what it
	// is.
	Front nn.Front
	// Tail is the last stage of Front, trained with the network; it has looked at Data
	// instead of Front. Nil where the eye stays as it is. Config.Tune and TuneRate belong
	// to it.
	Tail *eye.Tail
	// Score makes the 5-NN accuracy that training on batches is watched by, of the loss
	// before its first step; without it there is none. Training on triplets does not ask
	// for it.
	Score func(*metric.Objective) Score
	// Notes are warnings about the data; they stand before those of training.
	Notes []string
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
	cfg    Config
	job    Job
	method method
	// items is the number of triplets or pictures in an epoch, batch in a step; the
	// last step may be smaller.
	items, batch int
	notes        []string // warnings before the first step

	progress progress
	clock    clock        // when to report and to save
	session  time.Time    // start of this session
	before   float64      // seconds of earlier sessions
	saved    lang.Message // says which checkpoint is the last good one
}

// progress is where a run stands: all of a checkpoint that is not a tensor.
type progress struct {
	Epoch   int     `json:"epoch"` // epochs that are complete
	Step    int     `json:"step"`  // steps that are complete in the next one
	LossSum float64 `json:"loss_sum"`
	Live    float64 `json:"live"` // items with a gradient in the next epoch
	Seconds float64 `json:"seconds"`
	// EpochSeconds is the part of Seconds that the epoch under way has used.
	EpochSeconds float64       `json:"epoch_seconds"`
	BestEpoch    int           `json:"best_epoch"` // 0 before the first validation
	BestVal      float64       `json:"best_val"`   // its rating
	Done         bool          `json:"done"`
	History      []model.Epoch `json:"history,omitempty"`
	Warnings     []string      `json:"warnings,omitempty"`
	Said         watch         `json:"said"`
	// Hinges sums up the activity of each hinge of the loss over all validations.
	Hinges []triplet.HingeActivity `json:"hinges,omitempty"`
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
func (r *Session) Close() { r.method.close() }

// Run trains, closes the session, and returns the model with the weights of the
// best epoch. A cancelled ctx ends it with a checkpoint and an Interrupted that wraps
// context.Canceled. A loss or embedding that is not finite ends it with
// ErrDiverged, the last good checkpoint kept.
func (r *Session) Run(ctx context.Context) (*model.Model, error) {
	defer r.Close()
	r.session = time.Now()
	r.emit(Event{Kind: Started, Epoch: r.progress.Epoch + 1, Epochs: r.cfg.Epochs, Steps: r.steps()})
	if r.progress.Epoch == 0 && r.progress.Step == 0 {
		r.warn(r.notes)
	}
	for !r.progress.Done {
		if err := r.epoch(ctx); err != nil {
			return nil, err
		}
	}
	return r.model()
}

func newSession(job Job) (*Session, error) {
	job.Config.Complete()
	objective, err := job.Config.objective()
	if err != nil {
		return nil, err
	}
	job.Meta.Seed = job.Config.Seed
	if (job.Tail != nil) != (job.Config.Tune != "") || (job.Front != nil) != (job.Config.Eye != "") || (job.Front != nil) != (job.Meta.Eye != nil) {
		panic("train: an eye in the settings, before the network or in the metadata, and not in all of them")
	}
	if job.Front != nil {
		job.Data = job.Data.behind(job.sees())
	}
	r := &Session{cfg: job.Config, job: job, notes: slices.Clone(job.Notes)}
	if r.cfg.Batched() {
		err = r.onBatches(objective)
	} else {
		err = r.onTriplets(objective)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// sees is what has looked at the pictures.
func (j *Job) sees() nn.Front {
	if j.Tail != nil {
		return j.Tail
	}
	return j.Front
}

// steps is the number of steps in an epoch; the last one may be smaller.
func (r *Session) steps() int { return (r.items + r.batch - 1) / r.batch }

// seconds is the training time of all sessions so far.
func (r *Session) seconds() float64 { return r.before + time.Since(r.session).Seconds() }

func (r *Session) emit(e Event) {
	if r.job.Events != nil {
		r.job.Events(e)
	}
}

// model is the result: the best weights and the summary.
func (r *Session) model() (*model.Model, error) {
	p := &r.progress
	m := &model.Model{Meta: r.job.Meta}
	t := model.Training{
		Epochs: p.Epoch, BestEpoch: p.BestEpoch, Seconds: p.Seconds,
		Batch: r.batch, LearningRate: r.cfg.LearningRate, Patience: r.cfg.Patience,
		History: p.History, Warnings: append(slices.Clone(p.Warnings), idleHinges(p.Hinges)...),
		TrainLoss: math.NaN(), ValLoss: math.NaN(),
	}
	inEpochs := 0.0
	for _, e := range p.History {
		inEpochs += e.Seconds
		if e.Epoch == p.BestEpoch {
			t.TrainLoss, t.ValLoss = e.TrainLoss, e.ValLoss
		}
	}
	rate := float64(p.Epoch*r.items) / max(inEpochs, 1e-9)
	if r.cfg.Batched() {
		t.PicturesPerSecond = rate
	} else {
		t.TripletsPerSecond = rate
	}
	m.Meta.Training = t
	r.method.finish(m)
	front := r.job.Front
	if r.job.Tail != nil {
		head, values := m.Net.WithoutTail()
		tuned, err := r.job.Tail.Tuned(values)
		if err != nil {
			return nil, lang.Errorf("the tuned eye: %w", err)
		}
		m.Net, m.Meta.Eye, front = head, model.EyeOf(tuned), tuned
	}
	if front != nil {
		m.Net.SetFront(front)
	}
	m.Meta.StateMeasure()
	return m, nil
}

func (r *Session) checkpointPath() string { return filepath.Join(r.job.Dir, CheckpointFile) }

// lastSaved says which checkpoint is left when a run fails.
func (r *Session) lastSaved() lang.Message {
	if r.saved.IsZero() {
		return lang.T("no checkpoint was written")
	}
	return lang.T("the last good checkpoint is %s", r.saved)
}
