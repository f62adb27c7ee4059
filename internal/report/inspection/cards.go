package inspection

import (
	"mekiki/internal/eval"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/stats"
)

// card is one headline figure.
type card struct {
	Title, Hint string
	kit.Estimate
}

// cards are the headline figures.
func (p *Page) cards() []card {
	l, f := p.Lang, p.Figures
	limited := func(title, hint string, r risk.Rate) card {
		c := card{Title: title, Hint: hint, Estimate: kit.Estimate{Value: kit.None}}
		if r.Of > 0 {
			c.Value, c.Range = outOf(kit.Count(r.Count), kit.Count(r.Of)), lang.T("at most %s", spaced(risk.Percent(r.AtMost)))
		}
		return c
	}
	out := []card{
		limited(l.Text("Escapes"), l.Text("bad parts that are OK, and of those to come"), f.Escapes),
		limited(l.Text("Overkill"), l.Text("good parts that are NG, and of those to come"), f.Overkill),
	}
	if r := f.Ranking; r != nil {
		out = append(out,
			card{l.Text("AUROC"), l.Text("chance that a bad part has a higher score than a good one; 1 parts them all"), kit.Plain(eval.Interval(r.AUROC))},
			card{l.Text("Found without overkill"), l.Text("bad parts above all good ones"), kit.Percent(eval.Interval(r.ZeroOverkill))})
	}
	if p.Seconds > 0 {
		out = append(out, card{l.Text("Time"), l.Text("a picture, from file to verdict"), kit.Estimate{Value: l.Text("%s ms", kit.Brief(1000*p.Seconds))}})
	}
	return out
}

// outOf is a count and that of which it is.
func outOf(count, of string) string { return count + "\u00a0/\u00a0" + of }

// measures are the further figures, in rows.
func (p *Page) measures() kit.Table {
	l, r := p.Lang, p.Figures.Ranking
	t := kit.Table{Head: []string{l.Text("of 1")}}
	row := func(name, hint string, i stats.Interval) {
		t.Rows = append(t.Rows, kit.Row{Name: name, Hint: hint, Cells: []kit.Estimate{kit.Plain(eval.Interval(i))}})
	}
	if r != nil {
		row(l.Text("AUROC"), "", r.AUROC)
		row(l.Text("average precision"), l.Text("the area under the curve of precision over the share found"), r.AP)
		row(l.Text("bad parts above all good ones"), "", r.ZeroOverkill)
		row(l.Text("best F1"), l.Text("at a threshold chosen on these parts, %s: too good", kit.Number(r.F1Threshold)), r.F1Max)
		row(l.Text("balanced accuracy, REVIEW as NG"), "", r.BalancedLow)
		row(l.Text("balanced accuracy, REVIEW as OK"), "", r.BalancedHigh)
	}
	if x := p.Pixels; x != nil {
		plain := func(v float64) stats.Interval { return stats.Interval{Value: v, Lo: v, Hi: v} }
		row(l.Text("pixels: AUROC"), "", plain(x.AUROC))
		row(l.Text("pixels: AUPRO"), l.Text("mean share of a defect that is found, at false alarms of up to 30 %% of good pixels"), plain(x.AUPRO))
		row(l.Text("pixels: best overlap (IoU)"), l.Text("at a threshold chosen on these maps: too good"), plain(x.IoU))
	}
	return t
}
