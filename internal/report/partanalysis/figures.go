package partanalysis

import (
	"math"

	"mekiki/internal/eval"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/stats"
)

// estimate is the AUROC of a standing.
func estimate(s risk.Standing) eval.Interval { return eval.Interval(s.AUROC) }

// levels is of how many quantiles a histogram is drawn: groups of any size cover the same area.
const levels = 1000

// farShare is up to which quantile of each group distances have a place of their own in a figure.
const farShare = 0.995

// cut brings values above a limit to it.
func cut(list []float64, most float64) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = math.Min(v, most)
	}
	return out
}

// end is the largest farShare quantile of some samples.
func end(samples ...[]float64) float64 {
	most := 0.0
	for _, s := range samples {
		if len(s) > 0 {
			most = math.Max(most, stats.Quantiles(s, farShare)[0])
		}
	}
	return most
}

// even are quantiles of a sample, evenly spaced; none of an empty one.
func even(list []float64) []float64 {
	if len(list) == 0 {
		return nil
	}
	at := make([]float64, levels)
	for i := range at {
		at[i] = (float64(i) + 0.5) / levels
	}
	return stats.Quantiles(list, at...)
}

// histogram shows the distances of places by one distance, in all groups.
func (p *Page) histogram(d int, divided bool) kit.Figure {
	l, name := p.Lang, partfigure.PartName(p.Parts[d])
	h := plot.Histogram{YLabel: l.Text("of 1,000 places"), Bins: 40}
	title, caption := lang.T("%s, as it is", kit.Capital(name)), lang.T("Distances of places to the nearest good one, every group drawn as 1,000 places.")
	if divided {
		title, caption = lang.T("%s, as the sum has it", kit.Capital(name)), lang.T("The same over the scale, and without the level of the picture as far as the power of %s takes it out. The less the groups overlap, the better they are told apart.", kit.Brief(p.Rule.Power[p.index(d)]))
	}
	h.Label, h.XLabel = l.Say(title), l.Text("distance")
	lists := [][]float64{p.Good.PlacesBy(d, divided, false)}
	names := []lang.Message{lang.T("good")}
	for i := range p.Groups {
		lists, names = append(lists, p.Groups[i].PlacesBy(d, divided, false)), append(names, p.Groups[i].Title())
	}
	most := end(lists...)
	for i, list := range lists {
		h.Samples = append(h.Samples, plot.Sample{Name: l.Say(names[i]), Values: even(cut(list, most))})
	}
	f, err := h.Figure()
	return kit.Drawn(l.Say(title), l.Say(caption), l.Text("There is no place to show."), f, err)
}

// mostRings is how many places of a group are drawn one by one.
const mostRings = 300

// joint draws angle against length: good places as a density, those of a group over it.
func (p *Page) joint(g *Group) kit.Figure {
	l, x, y := p.Lang, -1, -1
	for d, name := range p.Parts {
		switch name {
		case "euc":
			x = d
		case "cos":
			y = d
		}
	}
	title := lang.T("Angle against length: %s", g.Title())
	gx, gy := p.Good.PlacesBy(x, true, false), p.Good.PlacesBy(y, true, false)
	bx, by := g.PlacesBy(x, true, false), g.PlacesBy(y, true, false)
	farX, farY := end(gx, bx), end(gy, by)
	j := plot.JointDensity{
		Lang: l, Label: l.Say(title), XLabel: l.Text("length: Euclidean distance, divided"), YLabel: l.Text("angle: √(2 cos), divided"),
		Unit: l.Text("good places"), X: cut(gx, farX), Y: cut(gy, farY),
		Over: plot.Series{Name: l.Say(g.Title())},
	}
	for i := 0; i < len(bx); i += max(1, (len(bx)+mostRings-1)/mostRings) {
		j.Over.X, j.Over.Y = append(j.Over.X, math.Min(bx[i], farX)), append(j.Over.Y, math.Min(by[i], farY))
	}
	j.Note = l.Text("correlation by rank: good %.2f, %s %.2f", rank(gx, gy), g.Title(), rank(bx, by))
	f, err := j.Figure()
	return kit.Drawn(l.Say(title), l.Text("Each place of a picture by its two distances. Rings right of the cloud are seen by length, rings above it by angle; what lies in the cloud neither sees. What lies farther is drawn at the edge."), l.Text("There is no place to show."), f, err)
}

func rank(x, y []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	return stats.Spearman(x, y)
}

// forest shows the AUROC of each method on a group.
func (p *Page) forest(g *Group) kit.Figure {
	l := p.Lang
	f := plot.Forest{Lang: l, Label: l.Text("AUROC of distances and sums: %s", g.Title()), XLabel: l.Text("AUROC"), PointName: l.Text("all pictures")}
	for _, s := range g.Standings {
		f.Rows = append(f.Rows, plot.Estimate{Name: l.Say(MethodName(s.Method)), Point: s.AUROC.Value, Low: s.AUROC.Lo, High: s.AUROC.Hi, Text: kit.Plain(estimate(s)).In(l)})
	}
	fig, err := f.Figure()
	wide := kit.Drawn(l.Text("Alone, summed, weighed: %s", g.Title()),
		l.Text("How often a picture scores above a good one, with 95 %% intervals over the pictures. All rows share their pictures: differences are surer than intervals look, and stand in the table."),
		l.Text("There is nothing to show."), fig, err)
	f.Narrow = true
	return wide.WithNarrow(f.Figure())
}
