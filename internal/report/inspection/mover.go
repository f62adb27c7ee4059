package inspection

import (
	"slices"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/stats"
)

// mover is the histogram whose thresholds can be moved, and what the script needs for it.
type mover struct {
	kit.Figure
	Handles []handle
	Rows    []moverRow
	Data    moverData
}

// handle is a threshold; Place is where it stands, in percent of the figure's width.
type handle struct {
	Key, Name, Value string
	Place            float64
	Flip             bool // its name stands on the inner side
}

// moverRow is a figure that follows the thresholds: so many parts of one side, 0 good and 1
// bad, with one verdict.
type moverRow struct {
	Name, Count, Share, AtMost string
	Side                       int
	Verdict                    risk.Verdict
}

// moverData is what the script reads. It has no formula to know: every share and every limit
// that thresholds can lead to is there as text, by the number of parts.
type moverData struct {
	Thresholds [2]float64 `json:"thresholds"`
	Range      [2]float64 `json:"range"` // scores at the ends of the axis
	Span       [2]float64 `json:"span"`  // and where these lie, shares of the width
	// Scores are those of good and of bad parts, rising, without those under the guard; Guarded
	// are how many of these there are: they are REVIEW whatever the thresholds.
	Scores  [2][]float64 `json:"scores"`
	Guarded [2]int       `json:"guarded"`
	Share   [2][]string  `json:"share"`
	AtMost  [2][]string  `json:"at_most"`
	Of      string       `json:"of"` // %1 is a count, %2 that of which it is
	// Changed says that %1 parts are called otherwise, Same that none is.
	Changed string `json:"changed"`
	Same    string `json:"same"`
}

// mover is nil where there is nothing to draw.
func (p *Page) mover() *mover {
	l, f, h := p.Lang, p.Figures, p.histogram()
	lo, hi, left, right, err := h.Span()
	if err != nil {
		return nil
	}
	figure, err := h.Figure()
	m := &mover{Figure: kit.Drawn(l.Text("Scores and thresholds"),
		l.Text("Below the left line a part is OK, from the right line on it is NG, between them it is REVIEW. Scores beyond the right end are drawn there."), "", figure, err)}
	t := f.Thresholds
	d := moverData{
		Thresholds: [2]float64{t.Low, t.High}, Range: [2]float64{lo, hi}, Span: [2]float64{left, right}, Of: outOf("%1", "%2"),
		Changed: l.Text("%s parts are called otherwise than by the inspector's own thresholds.", "%1"), Same: l.Text("These are the inspector's own thresholds."),
	}
	for _, one := range p.Parts {
		side := 0
		if one.Kind != GoodKind {
			side = 1
		}
		if one.Reason != "" {
			d.Guarded[side]++
		} else {
			d.Scores[side] = append(d.Scores[side], one.Score)
		}
	}
	for side, r := range []risk.Rate{f.Overkill, f.Escapes} {
		slices.Sort(d.Scores[side])
		for k := range r.Of + 1 {
			share := float64(k) / float64(max(1, r.Of))
			d.Share[side] = append(d.Share[side], spaced(risk.Percent(share)))
			d.AtMost[side] = append(d.AtMost[side], spaced(risk.Percent(stats.UpperLimit(share, r.Cases, f.Confidence))))
		}
	}
	m.Data = d
	for _, one := range []struct {
		key  string
		name lang.Message
		at   float64
	}{{"low", lang.T("REVIEW from"), t.Low}, {"high", lang.T("NG from"), t.High}} {
		at := 100 * (left + (one.at-lo)/(hi-lo)*(right-left))
		m.Handles = append(m.Handles, handle{one.key, l.Say(one.name), kit.Number(one.at), at, one.key == "low" && at < 36 || one.key == "high" && at > 70})
	}
	row := func(name string, side int, v risk.Verdict, r risk.Rate) {
		if r.Of > 0 {
			m.Rows = append(m.Rows, moverRow{name, outOf(kit.Count(r.Count), kit.Count(r.Of)), spaced(risk.Percent(r.Share)), spaced(risk.Percent(r.AtMost)), side, v})
		}
	}
	row(l.Text("escapes: bad parts that are OK"), 1, risk.OK, f.Escapes)
	row(l.Text("bad parts under REVIEW"), 1, risk.Review, f.BadReview)
	row(l.Text("overkill: good parts that are NG"), 0, risk.NG, f.Overkill)
	row(l.Text("good parts under REVIEW"), 0, risk.Review, f.GoodReview)
	return m
}
