package work

import (
	"context"
	"time"

	"mekiki/internal/station/plant"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// OverviewReport is a Report of a station of a plant. Of the recipe only what results say is known: hash, inspector and
// thresholds.
type OverviewReport struct {
	Report
	StationID string        `json:"station_id"`
	Parts     OverviewParts `json:"-"`
}

// OverviewParts are the parts that a report shows.
type OverviewParts struct{ Worst, Escaped, Overkilled []plant.Result }

// Report reports on a version of a recipe at a station, by its ID, on parts from a moment on and before another one; zero: no
// limit. record.ErrNone: it has judged nothing there.
func (o *Overview) Report(ctx context.Context, station, hash string, from, to time.Time) (*OverviewReport, error) {
	r := &OverviewReport{StationID: station}
	if err := r.period(record.Moment(time.Now()), from, to); err != nil {
		return nil, err
	}
	q := plant.Query{Station: station, Recipe: hash, From: r.From, To: r.To, NoMasters: true}
	return plant.With(ctx, o.views, func(ctx context.Context, v *plant.View) (*OverviewReport, error) {
		newest, err := v.Results(ctx, plant.Query{Station: station, Recipe: hash}, 1)
		if err != nil {
			return nil, err
		}
		if hash == "" || len(newest) == 0 {
			return nil, record.ErrNone
		}
		last := newest[0]
		r.Station = last.Station
		r.Recipe = recipe.Entry{Hash: hash, Version: recipe.Version{Inspector: last.Inspector, Low: last.Low, High: last.High}, Steps: []recipe.Act{}}
		tally, err := v.Tally(ctx, q)
		if err != nil {
			return nil, err
		}
		scores, err := v.Spread(ctx, q, reportBins)
		if err != nil {
			return nil, err
		}
		r.Tally, r.Scores, r.Known = *tally, *scores, SharesOf(scores.Known, last.Low, last.High)
		return r, r.choose(ctx, v, q)
	})
}

// choose finds the parts that are shown.
func (r *OverviewReport) choose(ctx context.Context, v *plant.View, q plant.Query) (err error) {
	q.Decided = true
	bad, escaped, overkilled := q, q, q
	bad.Verdicts = []record.Verdict{record.NG}
	escaped.Called, escaped.MaxScore = record.NG, &r.Recipe.Low
	overkilled.Called, overkilled.MinScore = record.OK, &r.Recipe.High
	if r.Parts.Worst, err = v.Worst(ctx, bad, reportParts); err != nil {
		return err
	}
	if r.Parts.Escaped, err = v.Results(ctx, escaped, reportParts); err != nil {
		return err
	}
	r.Parts.Overkilled, err = v.Results(ctx, overkilled, reportParts)
	return err
}
