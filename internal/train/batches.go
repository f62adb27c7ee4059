package train

import (
	"context"
	"math"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// batches is the method of whole batches: any network, every picture of a batch
// embedded once, a loss over all of them.
type batches struct {
	cfg      *Config
	progress *progress
	images   *dataset.Images
	loader   *dataset.Loader
	sampler  dataset.Sampler
	classes  int // in a batch of the sampler pk
	augment  dataset.Augmentation
	schedule nn.Schedule
	// planned is the number of steps that the schedule is laid out for.
	planned int
	loss    *batchLoss
	fitRows []int32 // what its mahalanobis is fitted on; nil where it has none
	net     *nn.Net
	best    *nn.Net // nil where the last weights are the best
	trainer *nn.BatchTrainer
	val     *heldOut

	rows   []int32         // the pictures of the step
	part   *dataset.Images // that has them
	ahead  []int32         // the pictures of the next one
	labels []int32         // their classes, as the loss numbers them
	live   float64         // share of the step's pictures that had a gradient
}

// losses is the loss as the trainer calls it.
func (b *batches) losses(emb []float32, _ int, _ []int32, grad []float32) (float64, bool) {
	b.labels = b.loss.classesOf(b.labels[:0], b.images, b.rows)
	loss, live, finite := b.loss.eval(emb, b.labels, grad, 1+b.place())
	b.live = live
	return loss, finite
}

// place is the number of the step in the run, from 0.
func (b *batches) place() int { return b.progress.Epoch*b.sampler.Batches() + b.progress.Step }

// begin fits the state of mahalanobis that the epoch holds fixed, on the weights
// that are validated and kept.
func (b *batches) begin() error {
	if b.progress.Step > 0 {
		return nil
	}
	return b.loss.fitter.renew(b.trainer.Averaged(), b.images, b.fitRows, b.cfg.Workers)
}

func (b *batches) step() stepped {
	p := b.progress
	b.rows = b.sampler.Batch(b.rows, p.Epoch, p.Step)
	part, at, err := b.loader.Take(b.rows, b.next())
	if err != nil {
		return stepped{err: err}
	}
	b.part = part
	rate := b.schedule.At(b.place(), b.planned)
	res := b.trainer.Step(source(part), at, rate)
	s := stepped{
		items: len(b.rows), loss: res.Loss, live: b.live * float64(len(b.rows)),
		finite: res.Finite && !math.IsNaN(res.Loss) && !math.IsInf(res.Loss, 0),
	}
	if s.finite {
		b.loss.step(rate)
	}
	return s
}

// next are the pictures of the next step of the epoch, nil where nobody need know them.
func (b *batches) next() []int32 {
	if b.images.InMemory() || b.progress.Step+1 >= b.sampler.Batches() {
		return nil
	}
	b.ahead = b.sampler.Batch(b.ahead, b.progress.Epoch, b.progress.Step+1)
	return b.ahead
}

func (b *batches) validate(ctx context.Context, whole bool) (spread, error) {
	return b.val.run(ctx, b, whole)
}

// rating: without patience the last weights are those that are wanted.
func (b *batches) rating(e model.Epoch) (float64, lang.Message) {
	switch {
	case b.cfg.Patience == 0:
		return -float64(e.Epoch), lang.Message{}
	case b.val.score == nil:
		return e.ValLoss, lang.T("val_loss")
	}
	return -e.ValAccuracy, lang.T("the 5-NN accuracy of validation pictures")
}

func (b *batches) keep() {
	b.loss.keep()
	if b.best != nil {
		b.best.CopyFrom(b.trainer.Averaged())
	}
}

func (b *batches) look(at moment, e model.Epoch, v spread) []string {
	return b.progress.Said.look(at, b.loss.loss.AtMargin(), idleBatches, e, v)
}

// explain finds the triplet or pair of the batch whose loss or slope the formula
// cannot compute. Without a formula there is no single culprit.
func (b *batches) explain(validation bool) error {
	at, why := b.loss.loss.Explain()
	if why == nil {
		return nil
	}
	rows := b.rows
	if validation {
		rows = b.val.last
	}
	if rows == nil { // no batch of the validation had anything to compare
		return nil
	}
	if len(at) == 2 {
		return lang.Errorf("the distance of the pictures %d and %d cannot be computed: %w", rows[at[0]], rows[at[1]], why)
	}
	return undefined(rows[at[0]], rows[at[1]], rows[at[2]], why)
}

func (b *batches) finish(m *model.Model) {
	b.loss.finish(&m.Meta)
	m.Net = b.best
	if m.Net == nil {
		m.Net = b.trainer.Averaged()
	}
	if b.val.idle(b) {
		m.Meta.Training.ValLossNote = idleValidation
	}
	for _, e := range m.Meta.Training.History {
		if e.Epoch == m.Meta.Training.BestEpoch {
			m.Meta.Training.ValAccuracy = e.ValAccuracy
		}
	}
}

func (b *batches) close() {
	b.trainer.Close()
	b.loader.Close()
}
