package train

import (
	"context"
	"time"
)

// Estimate is what a run is expected to take, measured on its own first steps.
type Estimate struct {
	// Items is the number of triplets or pictures in an epoch, which has so many
	// Steps; there are at most so many Epochs, fewer if the run stops early.
	Items  int `json:"items"`
	Steps  int `json:"steps_per_epoch"`
	Epochs int `json:"epochs"`
	// Parameters is the number of weights.
	Parameters int `json:"parameters"`
	// EpochSeconds is the time of an epoch with its validation.
	EpochSeconds float64 `json:"epoch_seconds"`
	// Measured is the number of steps that it was measured on.
	Measured int `json:"measured_steps"`
}

// Seconds is the time of all epochs.
func (e Estimate) Seconds() float64 { return e.EpochSeconds * float64(e.Epochs) }

// estimateFor is how long steps are made for an estimate; the first one, which also
// warms up the caches, does not count where there are others.
const estimateFor = time.Second

// Estimate makes the first steps of the run and one validation, writes nothing, and
// closes the session, whose weights have moved. Steps that skip inactive triplets
// become quicker as the run goes on, so the time is rather too long than too short.
// A cancelled ctx gives its error.
func (r *Session) Estimate(ctx context.Context) (Estimate, error) {
	defer r.Close()
	e := Estimate{Items: r.items, Steps: r.steps(), Epochs: r.cfg.Epochs}
	if err := r.method.begin(); err != nil {
		return e, err
	}
	one := func() error {
		err := r.method.step().err
		r.progress.Step++
		return err
	}
	if err := one(); err != nil {
		return e, err
	}
	start := time.Now()
	for r.progress.Step < r.steps() && time.Since(start) < estimateFor {
		if err := ctx.Err(); err != nil {
			return e, err
		}
		if err := one(); err != nil {
			return e, err
		}
		e.Measured++
	}
	step := time.Since(start).Seconds() / float64(max(e.Measured, 1))
	if e.Measured == 0 { // an epoch of one step
		before := time.Now()
		r.progress.Step = 0
		if err := one(); err != nil {
			return e, err
		}
		step, e.Measured = time.Since(before).Seconds(), 1
	}
	start = time.Now()
	if _, err := r.method.validate(ctx, true); err != nil {
		return e, err
	}
	e.EpochSeconds = step*float64(e.Steps) + time.Since(start).Seconds()
	m, err := r.model()
	if err != nil {
		return e, err
	}
	e.Parameters = m.Net.Parameters()
	return e, nil
}
