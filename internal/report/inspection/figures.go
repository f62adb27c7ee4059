package inspection

import (
	"math"
	"slices"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// farthest is up to how many times the upper threshold, or the highest good score where that
// is more, scores have a place of their own in the histogram: beyond, a few gross defects
// would press all others together.
const farthest = 3

// histogram shows the scores of good and bad parts. What lies farther to the right is drawn
// at the end.
func (p *Page) histogram() plot.Histogram {
	l := p.Lang
	h := plot.Histogram{
		Label: l.Text("Histogram of the scores of good and bad parts"), XLabel: l.Text("score"), YLabel: l.Text("number of parts"),
		Samples: []plot.Sample{{Name: l.Text("good")}, {Name: l.Text("bad")}}, Bins: 40,
	}
	end := p.Figures.Thresholds.High
	for _, one := range p.Parts {
		if one.Kind == GoodKind {
			end = math.Max(end, one.Score)
		}
	}
	end *= farthest
	for _, one := range p.Parts {
		side := 0
		if one.Kind != GoodKind {
			side = 1
		}
		h.Samples[side].Values = append(h.Samples[side].Values, math.Min(one.Score, end))
	}
	// Both thresholds are to have a place too.
	h.Hold = []float64{p.Figures.Thresholds.Low, p.Figures.Thresholds.High * 1.02}
	return h
}

// curves are the ROC and the curve of precision over recall.
func (p *Page) curves() (roc, pr kit.Figure) {
	l := p.Lang
	missing := l.Text("A curve needs good and bad parts.")
	c := risk.Curve(p.Rows())
	var overkill, recall, precision []float64
	for _, at := range c {
		overkill, recall, precision = append(overkill, at.Overkill), append(recall, at.Recall), append(precision, at.Precision)
	}
	auc, ap := math.NaN(), math.NaN()
	if r := p.Figures.Ranking; r != nil {
		auc, ap = r.AUROC.Value, r.AP.Value
	}
	f, err := plot.ROC{
		Label: l.Text("ROC curve"), XLabel: l.Text("share of good parts called bad"), YLabel: l.Text("share of bad parts found"), Lang: l,
		Curves: []plot.Curve{{Name: l.Text("score"), FPR: overkill, TPR: recall, AUC: auc}},
	}.Figure()
	roc = kit.Drawn(l.Text("What each threshold finds and costs"), l.Text("ROC curve: every point is a threshold. Top left is best: all bad parts found, no good one lost."), missing, f, err)
	bad := float64(p.Figures.Bad) / float64(max(1, len(p.Parts)))
	f, err = plot.Recall{
		Label: l.Text("Precision-recall curve"), XLabel: l.Text("share of bad parts found"), YLabel: l.Text("share of bad ones among those called bad"), Lang: l,
		Curves: []plot.RecallCurve{{Name: l.Text("score"), Recall: recall, Precision: precision, AP: ap}}, Guess: bad,
	}.Figure()
	pr = kit.Drawn(l.Text("What an alarm is worth"), l.Text("Precision-recall curve. How high it lies depends on how many parts of the test are bad, here %s; on a line they are fewer, and so is the worth of an alarm.", kit.Ratio(bad)), missing, f, err)
	return roc, pr
}

// order are the places of the parts on one side that are shown: of bad ones the lowest score
// first, of good ones the highest.
func (p *Page) order(bad bool) []int {
	var list []int
	for i, one := range p.Parts {
		if (one.Kind != GoodKind) == bad {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		sa, sb := p.Parts[a].Score, p.Parts[b].Score
		switch {
		case sa == sb:
			return 0
		case (sa < sb) == bad:
			return -1
		}
		return 1
	})
	return list
}
