package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"mekiki/internal/metric"
	"mekiki/internal/model"
)

// ErrDiverged is wrapped when a loss or an embedding is NaN or infinite.
var ErrDiverged = errors.New("training diverged")

// clock says when it is time for a progress event and for a checkpoint.
type clock struct{ reported, saved time.Time }

// reportEvery is the time between progress events.
const reportEvery = 100 * time.Millisecond

// epoch runs one epoch from the step where progress stands, validates, and
// decides whether it was the last.
func (r *Session) epoch(ctx context.Context) error {
	p, n := &r.progress, r.job.Data.Train.Len()
	r.shuffle(n)
	started := time.Now()
	carried := p.EpochSeconds
	r.clock = clock{started, started}
	if err := r.renew(); err != nil {
		return err
	}
	first := p.Step
	for p.Step < r.steps() {
		if err := ctx.Err(); err != nil {
			return r.interrupted(err)
		}
		lo := p.Step * r.cfg.Batch
		ids := r.order[lo:min(lo+r.cfg.Batch, n)]
		for i, id := range ids {
			r.batch[i] = r.job.Data.Train.Index[id]
		}
		res := r.trainer.Step(r.src, r.batch[:len(ids)])
		if !res.Finite || math.IsNaN(res.Loss) || math.IsInf(res.Loss, 0) {
			return r.diverged(fmt.Sprintf("step %d", p.Step+1), r.batch[:len(ids)])
		}
		r.learner.step(len(ids))
		p.Step++
		p.LossSum += res.Loss * float64(len(ids))
		p.Live += res.Live
		now := time.Now()
		p.EpochSeconds = carried + now.Sub(started).Seconds()
		if now.Sub(r.clock.reported) >= reportEvery {
			r.clock.reported = now
			r.report(min(p.Step*r.cfg.Batch, n)-first*r.cfg.Batch, now.Sub(started))
		}
		if every := r.cfg.CheckpointEvery; every > 0 && now.Sub(r.clock.saved) >= every {
			// The last update may have spoilt the weights, which only a forward
			// pass shows. Such weights must not replace a good checkpoint.
			if !r.val.run(r).finite() {
				return r.diverged("a validation", r.job.Data.Val.Index)
			}
			if err := r.save(); err != nil {
				return err
			}
			r.clock.saved = time.Now()
		}
	}
	if err := r.endEpoch(n); err != nil {
		return err
	}
	return r.save()
}

// shuffle draws the order of an epoch from seed and epoch alone, so that a
// resumed run needs no generator state.
func (r *Session) shuffle(n int) {
	if r.order == nil {
		r.order = make([]int32, n)
	}
	for i := range r.order {
		r.order[i] = int32(i)
	}
	rng := rand.New(rand.NewPCG(r.cfg.Seed, 1<<32+uint64(r.progress.Epoch)))
	rng.Shuffle(n, func(i, j int) { r.order[i], r.order[j] = r.order[j], r.order[i] })
}

// endEpoch validates, keeps the best weights and applies early stopping as
// Keras' EarlyStopping(restore_best_weights=True) does.
func (r *Session) endEpoch(n int) error {
	p := &r.progress
	v := r.val.run(r)
	if !v.finite() {
		return r.diverged("its validation", r.job.Data.Val.Index)
	}
	e := model.Epoch{
		Epoch: p.Epoch + 1, TrainLoss: p.LossSum / float64(n), ValLoss: v.loss,
		Live: float64(p.Live) / float64(n), Seconds: p.EpochSeconds,
	}
	p.Epoch, p.Step, p.LossSum, p.Live, p.EpochSeconds = e.Epoch, 0, 0, 0, 0
	p.History, p.Seconds = append(p.History, e), r.seconds()
	r.emit(Event{
		Kind: EpochEnd, Epoch: e.Epoch, Epochs: r.cfg.Epochs, Step: r.steps(), Steps: r.steps(), Loss: e.TrainLoss,
		ValLoss: e.ValLoss, Live: e.Live, TripletsPerSecond: float64(n) / e.Seconds,
		SecondsLeft: float64(r.cfg.Epochs-e.Epoch) * r.seconds() / float64(e.Epoch),
	})
	if p.BestEpoch == 0 || e.ValLoss < p.BestVal {
		p.BestEpoch, p.BestVal = e.Epoch, e.ValLoss
		r.best.CopyFrom(r.net)
		r.learner.keep()
		r.fitter.keep()
	}
	p.Hinges = metric.AddActivity(p.Hinges, v.hinges)
	r.warn(p.Said.look(r.loss.AtMargin(), e, v))
	switch waited := e.Epoch - p.BestEpoch; {
	case r.cfg.Patience > 0 && waited >= r.cfg.Patience:
		p.Done = true
		r.emit(Event{Kind: Stopped, Epoch: e.Epoch, Message: fmt.Sprintf(
			"val_loss has not improved for %d epochs; the weights of epoch %d are kept", waited, p.BestEpoch)})
	case e.Epoch >= r.cfg.Epochs:
		p.Done = true
	}
	if p.Done {
		for _, w := range idleHinges(p.Hinges) {
			r.emit(Event{Kind: Warning, Epoch: e.Epoch, Message: w})
		}
	}
	return nil
}

// warn sends warnings and keeps them for the summary.
func (r *Session) warn(messages []string) {
	for _, w := range messages {
		r.progress.Warnings = append(r.progress.Warnings, w)
		r.emit(Event{Kind: Warning, Epoch: r.progress.Epoch, Message: w})
	}
}

// report sends a progress event after some triplets of this session's epoch.
func (r *Session) report(triplets int, spent time.Duration) {
	p, n := &r.progress, r.job.Data.Train.Len()
	seen := min(p.Step*r.cfg.Batch, n)
	rate := float64(triplets) / spent.Seconds()
	e := Event{
		Kind: Progress, Epoch: p.Epoch + 1, Epochs: r.cfg.Epochs, Step: p.Step, Steps: r.steps(),
		Loss: p.LossSum / float64(seen), Live: float64(p.Live) / float64(seen), TripletsPerSecond: rate,
		SecondsLeft: float64((r.cfg.Epochs-p.Epoch)*n-seen) / rate,
	}
	if len(p.History) > 0 {
		e.ValLoss = p.History[len(p.History)-1].ValLoss
	}
	r.emit(e)
}

// interrupted saves where the run stands.
func (r *Session) interrupted(cause error) error {
	if r.job.Dir == "" {
		return fmt.Errorf("training stopped in epoch %d after step %d: %w", r.progress.Epoch+1, r.progress.Step, cause)
	}
	if err := r.save(); err != nil {
		return errors.Join(err, cause)
	}
	return fmt.Errorf("training stopped in epoch %d after step %d; %s holds it, --resume continues: %w",
		r.progress.Epoch+1, r.progress.Step, r.checkpointPath(), cause)
}

// diverged says where it happened, which triplet of those did it, and what is left.
func (r *Session) diverged(where string, triplets [][3]int32) error {
	kept := "no checkpoint was written"
	if r.saved != "" {
		kept = r.saved
	}
	if why := r.explain(triplets); why != nil {
		return fmt.Errorf("%w in epoch %d, %s (%s): %w", ErrDiverged, r.progress.Epoch+1, where, kept, why)
	}
	return fmt.Errorf("%w: loss or embedding is NaN or infinite in epoch %d, %s; try a lower learning rate than %v, or look for extreme pixel values (%s)",
		ErrDiverged, r.progress.Epoch+1, where, r.cfg.LearningRate, kept)
}

// explain finds the triplet whose loss or slope the formula cannot compute; nil
// if the formula is not to blame.
func (r *Session) explain(triplets [][3]int32) error {
	dim := r.net.Dim()
	emb := make([]float32, 3*dim)
	for _, t := range triplets {
		r.net.Embed(emb, r.src, t[:], 1)
		if why := r.loss.Explain(emb[:dim], emb[dim:2*dim], emb[2*dim:]); why != nil {
			return fmt.Errorf("the loss of the triplet of pictures %d, %d, %d cannot be computed: %w", t[0], t[1], t[2], why)
		}
	}
	return nil
}
