package work

import (
	"context"
	"iter"
	"time"

	"mekiki/internal/spc"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// DriftConfig chooses what is charted of a version of a recipe: parts From a moment on and before To
// (zero: no limit), in groups By hour, shift or a number of Parts, DriftLeastParts or more. Since is when the base line
// begins; zero: when the version began to judge.
type DriftConfig struct {
	From, To, Since time.Time
	By              string
	Parts           int
}

// How parts are grouped.
const (
	ByParts = "parts"
	ByHour  = "hour"
	ByShift = "shift" // a day, where no shifts are set
)

// What a drift is made of.
const (
	DriftBaseGroups  = 25   // of a base line
	DriftLeastGroups = 8    // for limits at all; until DriftBaseGroups they are for the time being
	DriftLeastParts  = 20   // of a group: fewer have no 95 % quantile
	mostDriftGroups  = 1000 // that are shown, the newest
)

// Drift is how a version of a recipe judges as time goes on, held against its base line.
type Drift struct {
	Recipe recipe.Entry `json:"recipe"`
	Base   DriftBase    `json:"base"`
	Groups []DriftGroup `json:"groups"`
	// Left is how many older groups are not shown, Few how many had too few parts.
	Left   int          `json:"left_out"`
	Few    int          `json:"too_few"`
	Charts []DriftChart `json:"charts"`
}

// DriftBase is what limits were taken from: the first groups since a moment.
type DriftBase struct {
	Since  time.Time `json:"since"`
	From   time.Time `json:"from,omitzero"` // its first part
	To     time.Time `json:"to,omitzero"`   // its last one
	Groups int       `json:"groups"`
	Of     int       `json:"of"` // groups that it will have
	Parts  int       `json:"parts"`
	Limits bool      `json:"limits"` // whether there are enough groups for limits
}

// DriftGroup is a subgroup. Quantiles are of parts that were judged by their score, nil where
// these are too few.
type DriftGroup struct {
	From   time.Time `json:"from"` // its first part
	To     time.Time `json:"to"`   // its last one
	Parts  int       `json:"parts"`
	NG     int       `json:"ng"`
	Review int       `json:"review"` // by their score
	Held   int       `json:"held"`   // held back by the guard
	Median *float64  `json:"median,omitempty"`
	Upper  *float64  `json:"upper,omitempty"` // the 95 % quantile
	Base   bool      `json:"base,omitempty"`  // belongs to the base line
}

// The charts of a drift.
const (
	ChartNG     = "ng"
	ChartReview = "review"
	ChartHeld   = "held"
	ChartMedian = "median"
	ChartUpper  = "upper"
)

// DriftChart is one figure of groups with its limits. Shares have the rules of Western Electric, quantiles
// those of a single point and of the moving average.
type DriftChart struct {
	Kind   string  `json:"kind" enum:"ng,review,held,median,upper"`
	Centre float64 `json:"centre"`
	// Dispersion is, of shares, by how much they vary more than by chance (Laney).
	Dispersion float64       `json:"dispersion,omitempty"`
	Sigma      float64       `json:"sigma,omitempty"` // of quantiles
	Points     []DriftPoint  `json:"points"`
	Signals    []DriftSignal `json:"signals"`
	// FalseRun is how many groups there are, on average and at least, from one false signal to the next while nothing changes.
	FalseRun float64 `json:"false_run"`
}

// DriftPoint is a group in a chart. Limits are those of 3 standard deviations; without a base line there are
// none.
type DriftPoint struct {
	Group    int              `json:"group"`
	Value    float64          `json:"value"`
	Limits   *[2]float64      `json:"limits,omitempty"`
	Smoothed *SmoothedAverage `json:"smoothed,omitempty"`
	Rules    []spc.Rule       `json:"rules,omitempty" doc:"1: beyond 3 sigma, 2: two of three beyond 2, 3: four of five beyond 1, 4: eight beyond the centre, 5: the moving average"`
}

// SmoothedAverage is the moving average at a point, with its limits.
type SmoothedAverage struct {
	Value  float64    `json:"value"`
	Limits [2]float64 `json:"limits"`
}

// DriftSignal says that a rule was met, from a group to another.
type DriftSignal struct {
	Rule spc.Rule  `json:"rule" minimum:"1" maximum:"5"`
	Up   bool      `json:"up"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Drift charts a version of a recipe. It goes through all its parts, so it is made for one after the other.
func (p *Plant) Drift(ctx context.Context, hash string, cfg DriftConfig) (*Drift, error) {
	done, err := p.drifts.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	b, err := p.Recipes(ctx)
	if err != nil {
		return nil, err
	}
	e, err := b.Entry(hash)
	if err != nil {
		return nil, err
	}
	g := grouping{by: cfg.By, parts: cfg.Parts, shifts: p.shifts, at: p.now().Location()}
	if cfg.Since.IsZero() {
		cfg.Since = began(e)
	}
	return drift(*e, g, cfg, func(from, to time.Time) iter.Seq2[record.Judged, error] {
		return p.Store().EachJudged(ctx, hash, from, to)
	})
}

// drift charts the parts of a version of a recipe, which judged gives by time.
func drift(e recipe.Entry, g grouping, cfg DriftConfig, judged func(from, to time.Time) iter.Seq2[record.Judged, error]) (*Drift, error) {
	d := &Drift{Recipe: e, Groups: []DriftGroup{}, Base: DriftBase{Since: cfg.Since, Of: DriftBaseGroups}}
	var base []DriftGroup
	for one, err := range g.groups(judged(d.Base.Since, time.Time{})) {
		if err != nil {
			return nil, err
		}
		if one.Parts < DriftLeastParts {
			continue
		}
		if base = append(base, one); len(base) == DriftBaseGroups {
			break
		}
	}
	if n := len(base); n > 0 {
		d.Base.From, d.Base.To, d.Base.Groups, d.Base.Limits = base[0].From, base[n-1].To, n, n >= DriftLeastGroups
	}
	for _, one := range base {
		d.Base.Parts += one.Parts
	}
	for one, err := range g.groups(judged(cfg.From, cfg.To)) {
		if err != nil {
			return nil, err
		}
		if one.Parts < DriftLeastParts {
			d.Few++
			continue
		}
		one.Base = len(base) > 0 && !one.From.Before(d.Base.From) && !one.To.After(d.Base.To)
		d.Groups = append(d.Groups, one)
		if len(d.Groups) > mostDriftGroups {
			d.Groups, d.Left = d.Groups[1:], d.Left+1
		}
	}
	if !d.Base.Limits {
		base = nil
	}
	d.charts(base)
	return d, nil
}

// began is when a version began to judge; when it was made, if it never did.
func began(e *recipe.Entry) time.Time {
	for _, s := range e.Steps {
		if s.Kind == recipe.Active {
			return s.At
		}
	}
	return e.At
}

// grouping shares parts out.
type grouping struct {
	by     string
	parts  int
	shifts Shifts
	at     *time.Location
}

// same says whether a part belongs to the group that begins with another one and has n parts.
func (g grouping) same(first, part time.Time, n int) bool {
	first, part = first.In(g.at), part.In(g.at)
	switch g.by {
	case ByParts:
		return n < g.parts
	case ByShift:
		return g.shifts.began(first).Equal(g.shifts.began(part))
	}
	return first.Hour() == part.Hour() && part.Sub(first) < time.Hour
}

// groups are parts, which come by time, group by group.
func (g grouping) groups(parts iter.Seq2[record.Judged, error]) iter.Seq2[DriftGroup, error] {
	return func(yield func(DriftGroup, error) bool) {
		var now DriftGroup
		var scores []float64
		for j, err := range parts {
			if err != nil {
				yield(DriftGroup{}, err)
				return
			}
			if now.Parts > 0 && !g.same(now.From, j.At, now.Parts) {
				if now.quantiles(scores); !yield(now, nil) {
					return
				}
				now, scores = DriftGroup{}, scores[:0]
			}
			if now.Parts == 0 {
				now.From = j.At
			}
			now.To = j.At
			now.Parts++
			switch {
			case j.Held:
				now.Held++
				continue
			case j.Verdict == record.NG:
				now.NG++
			case j.Verdict == record.Review:
				now.Review++
			}
			scores = append(scores, j.Score)
		}
		if now.Parts > 0 {
			now.quantiles(scores)
			yield(now, nil)
		}
	}
}
