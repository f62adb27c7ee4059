package work

import (
	"context"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// Of a report.
const (
	reportBins  = 100 // steps of scores
	reportParts = 12  // most parts of each kind that are shown
)

// Report is what a version of a recipe said of the parts of a time, From a moment on and before To, and what
// people have called them until it was Made. Masters are left out.
type Report struct {
	Station string        `json:"station"`
	Made    time.Time     `json:"made"`
	From    time.Time     `json:"from,omitzero"` // zero: from the first part on
	To      time.Time     `json:"to"`
	Recipe  recipe.Entry  `json:"recipe"`
	Tally   record.Tally  `json:"tally"`
	Scores  record.Spread `json:"scores"`
	Known   KnownShares   `json:"known"`
	// Escaped are the newest parts that people called NG and that were OK, Overkilled those called OK that were NG.
	Escaped    []record.Result `json:"-"`
	Overkilled []record.Result `json:"-"`
}

// ErrPeriod means that no moment of the past lies in a period.
var ErrPeriod = lang.Errorf("the period has no moment of the past in it; choose an earlier begin, or a later end")

// period is what the report is about, made at a moment.
func (r *Report) period(made, from, to time.Time) error {
	r.Made, r.From, r.To = made, from, to
	if to.IsZero() || to.After(made) {
		r.To = made // so all figures are of the same parts
	}
	if !r.To.After(from) {
		return ErrPeriod
	}
	return nil
}

// Report reports on a version of a recipe, on parts from a moment on and before another one; zero: no limit.
func (p *Plant) Report(ctx context.Context, hash string, from, to time.Time) (*Report, error) {
	b, err := p.Recipes(ctx)
	if err != nil {
		return nil, err
	}
	e, err := b.Entry(hash)
	if err != nil {
		return nil, err
	}
	r := &Report{Station: p.Name(), Recipe: *e}
	if err := r.period(record.Moment(p.now()), from, to); err != nil {
		return nil, err
	}
	among := record.Among{Recipe: hash, From: r.From, To: r.To}
	tally, err := p.Store().Tally(ctx, among, reportParts)
	if err != nil {
		return nil, err
	}
	scores, err := p.Store().Spread(ctx, among, reportBins)
	if err != nil {
		return nil, err
	}
	r.Tally, r.Scores, r.Known = *tally, *scores, SharesOf(scores.Known, e.Low, e.High)
	var escaped, overkilled []int64
	for _, k := range scores.Known {
		switch {
		case k.Called == record.NG && k.Score < e.Low:
			escaped = append(escaped, k.Trigger)
		case k.Called == record.OK && k.Score >= e.High:
			overkilled = append(overkilled, k.Trigger)
		}
	}
	if r.Escaped, err = p.numbered(ctx, escaped); err != nil {
		return nil, err
	}
	r.Overkilled, err = p.numbered(ctx, overkilled)
	return r, err
}

// numbered are the first of some parts.
func (p *Plant) numbered(ctx context.Context, numbers []int64) ([]record.Result, error) {
	if len(numbers) == 0 {
		return []record.Result{}, nil
	}
	return p.Store().Results(ctx, record.Query{Triggers: numbers[:min(len(numbers), reportParts)]})
}
