package train

import (
	"context"
	"errors"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
)

// ErrDiverged is wrapped when a loss or an embedding is NaN or infinite.
var ErrDiverged = lang.Errorf("training diverged")

// clock says when it is time for a progress event and for a checkpoint.
type clock struct{ reported, saved time.Time }

// reportEvery is the time between progress events.
const reportEvery = 100 * time.Millisecond

// epoch runs one epoch from the step where progress stands, validates, and
// decides whether it was the last.
func (r *Session) epoch(ctx context.Context) error {
	p := &r.progress
	started := time.Now()
	carried := p.EpochSeconds
	r.clock = clock{started, started}
	if err := r.method.begin(); isFile(err) {
		return r.unread(err)
	} else if err != nil {
		return lang.Errorf("%w before epoch %d: %w (%s)", ErrDiverged, p.Epoch+1, err, r.lastSaved())
	}
	first, proven := p.Step, p.Step
	for p.Step < r.steps() {
		if err := ctx.Err(); err != nil {
			if p.Step > proven {
				return r.stop(ctx, err)
			}
			return r.interrupted(err)
		}
		s := r.method.step()
		if s.err != nil {
			return r.unread(s.err)
		}
		if !s.finite {
			return r.diverged(lang.T("step %d", p.Step+1), false)
		}
		p.Step++
		p.LossSum += s.loss * float64(s.items)
		p.Live += s.live
		now := time.Now()
		p.EpochSeconds = carried + now.Sub(started).Seconds()
		if now.Sub(r.clock.reported) >= reportEvery {
			r.clock.reported = now
			r.report(min(p.Step*r.batch, r.items)-first*r.batch, now.Sub(started))
		}
		if every := r.cfg.CheckpointEvery; every > 0 && now.Sub(r.clock.saved) >= every {
			if err := r.prove(ctx); err != nil {
				return err
			}
			if err := r.save(); err != nil {
				return err
			}
			r.clock.saved, proven = time.Now(), p.Step
		}
	}
	if err := r.endEpoch(ctx); err != nil {
		return err
	}
	return r.save()
}

// prove fails if the last update has spoilt the weights, which only a forward pass
// shows: such weights must not replace a good checkpoint.
func (r *Session) prove(ctx context.Context) error {
	v, err := r.method.validate(ctx, false)
	if err != nil {
		return r.unvalidated(ctx, err)
	}
	if !v.finite() {
		return r.diverged(lang.T("a validation"), true)
	}
	return nil
}

// stop saves where the run stands, once its weights are known to be sound.
func (r *Session) stop(ctx context.Context, cause error) error {
	if r.job.Dir != "" {
		if err := r.prove(context.WithoutCancel(ctx)); err != nil {
			return err
		}
	}
	return r.interrupted(cause)
}

// endEpoch validates, keeps the best weights and applies early stopping as
// Keras' EarlyStopping(restore_best_weights=True) does.
func (r *Session) endEpoch(ctx context.Context) error {
	p, n := &r.progress, float64(r.items)
	v, err := r.method.validate(ctx, true)
	if err != nil {
		return r.unvalidated(ctx, err)
	}
	if !v.finite() {
		return r.diverged(lang.T("its validation"), true)
	}
	e := model.Epoch{
		Epoch: p.Epoch + 1, TrainLoss: p.LossSum / n, ValLoss: v.loss, ValAccuracy: v.accuracy,
		Live: p.Live / n, Seconds: p.EpochSeconds,
	}
	p.Epoch, p.Step, p.LossSum, p.Live, p.EpochSeconds = e.Epoch, 0, 0, 0, 0
	p.History, p.Seconds = append(p.History, e), r.seconds()
	end := Event{
		Kind: EpochEnd, Epoch: e.Epoch, Epochs: r.cfg.Epochs, Step: r.steps(), Steps: r.steps(), Loss: e.TrainLoss,
		ValLoss: e.ValLoss, NoValLoss: v.idle, ValAccuracy: e.ValAccuracy, Live: e.Live,
		SecondsLeft: float64(r.cfg.Epochs-e.Epoch) * r.seconds() / float64(e.Epoch),
	}
	r.speed(&end, n/e.Seconds)
	r.emit(end)
	rating, name := r.method.rating(e)
	if p.BestEpoch == 0 || rating < p.BestVal {
		p.BestEpoch, p.BestVal = e.Epoch, rating
		r.method.keep()
	}
	waited := e.Epoch - p.BestEpoch
	stopped := r.cfg.Patience > 0 && waited >= r.cfg.Patience
	p.Done = stopped || e.Epoch >= r.cfg.Epochs
	r.warn(r.method.look(moment{e.Epoch * r.steps(), e.Epoch * r.items, p.Done}, e, v))
	if stopped {
		r.emit(Event{Kind: Stopped, Epoch: e.Epoch, Message: lang.T(
			"%s has not improved for %d epochs; the weights of epoch %d are kept", name, waited, p.BestEpoch)})
	}
	if p.Done {
		for _, w := range idleHinges(p.Hinges) {
			r.emit(Event{Kind: Warning, Epoch: e.Epoch, Message: lang.Saved(w)})
		}
	}
	return nil
}

// warn sends warnings and keeps them for the summary.
func (r *Session) warn(messages []string) {
	for _, w := range messages {
		r.progress.Warnings = append(r.progress.Warnings, w)
		r.emit(Event{Kind: Warning, Epoch: r.progress.Epoch, Message: lang.Saved(w)})
	}
}

// report sends a progress event after some items of this session's epoch.
func (r *Session) report(items int, spent time.Duration) {
	p, n := &r.progress, r.items
	seen := min(p.Step*r.batch, n)
	rate := float64(items) / spent.Seconds()
	e := Event{
		Kind: Progress, Epoch: p.Epoch + 1, Epochs: r.cfg.Epochs, Step: p.Step, Steps: r.steps(),
		Loss: p.LossSum / float64(seen), Live: p.Live / float64(seen),
		SecondsLeft: float64((r.cfg.Epochs-p.Epoch)*n-seen) / rate,
	}
	r.speed(&e, rate)
	if len(p.History) > 0 {
		last := p.History[len(p.History)-1]
		e.ValLoss, e.ValAccuracy = last.ValLoss, last.ValAccuracy
	}
	r.emit(e)
}

// speed sets the items a second of an event.
func (r *Session) speed(e *Event, rate float64) {
	if r.cfg.Batched() {
		e.PicturesPerSecond = rate
	} else {
		e.TripletsPerSecond = rate
	}
}

// isFile says whether an error is that of a picture file.
func isFile(err error) bool {
	var file *dataset.FileError
	return errors.As(err, &file)
}

// unread ends the run because of a picture file.
func (r *Session) unread(err error) error {
	return lang.Errorf("reading pictures for epoch %d: %w (%s)", r.progress.Epoch+1, err, r.lastSaved())
}

// unvalidated ends the run after a validation that failed, or that was told to stop:
// then with a checkpoint, from which a resumed run validates again.
func (r *Session) unvalidated(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && errors.Is(err, cause) {
		return r.interrupted(cause)
	}
	return lang.Errorf("validation of epoch %d: %w", r.progress.Epoch+1, err)
}

// interrupted saves where the run stands.
func (r *Session) interrupted(cause error) error {
	if r.job.Dir != "" {
		if err := r.save(); err != nil {
			return lang.Errorf("told to stop, but the checkpoint cannot be written: %w (%s)", err, r.lastSaved())
		}
	}
	return &Interrupted{Epoch: r.progress.Epoch + 1, Step: r.progress.Step, Cause: cause}
}

// Interrupted ends a run that was told to stop in the given epoch, from 1, after so
// many steps of it. Its checkpoint, if there is a folder for one, stands there.
type Interrupted struct {
	Epoch, Step int
	Cause       error // what the context says
}

func (i *Interrupted) Error() string { return i.In(lang.English) }

// In is Error in a language.
func (i *Interrupted) In(l lang.Language) string {
	return l.Text("training stopped in epoch %d after step %d", i.Epoch, i.Step)
}

// Unwrap gives the cause, which is context.Canceled for a cancelled context.
func (i *Interrupted) Unwrap() error { return i.Cause }

// diverged says where it happened, what did it if that is known, and what is left.
func (r *Session) diverged(where lang.Message, validation bool) error {
	if why := r.method.explain(validation); why != nil {
		return lang.Errorf("%w in epoch %d, %s (%s): %w", ErrDiverged, r.progress.Epoch+1, where, r.lastSaved(), why)
	}
	if r.cfg.Batched() && r.cfg.Clip == 0 {
		return lang.Errorf("%w: loss or embedding is NaN or infinite in epoch %d, %s; try a lower learning rate than %v, clip gradients with --clip 1, or look for extreme pixel values (%s)",
			ErrDiverged, r.progress.Epoch+1, where, r.cfg.LearningRate, r.lastSaved())
	}
	return lang.Errorf("%w: loss or embedding is NaN or infinite in epoch %d, %s; try a lower learning rate than %v, or look for extreme pixel values (%s)",
		ErrDiverged, r.progress.Epoch+1, where, r.cfg.LearningRate, r.lastSaved())
}
