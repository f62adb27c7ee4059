package analysis

import (
	_ "embed"
	"fmt"
	"strings"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/stats"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = kit.ParsePage("analysis", pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*document
	*figures
	Head      kit.Head
	Look      bool // test triplets are among these: for looking, not for choosing
	Cards     []kit.Card
	Summary   []summaryRow
	Related   []relatedRow
	Hinges    []hingeRow
	Parts     []partRow
	Clearest  []clearRow
	Contested []contestedGroup
	Better    [2]lang.Message // names of the two distances that are compared
}

// summaryRow is one line of the table of distances.
type summaryRow struct {
	Distance, What string
	Cells          []string
}

// relatedRow is one pair of distances.
type relatedRow struct{ A, B, Pearson, Spearman string }

type hingeRow struct{ Hinge, Active, Largest string }

type partRow struct{ What, Total, Length, Angle, Share, Spread string }

type clearRow struct {
	Anchor, Negative string
	Triplets         int
	A, B, P, Holm    string
}

// contestedGroup are the triplets that only one of two distances has in order.
type contestedGroup struct {
	Right    lang.Message
	Count    int
	Triplets []contestedView
}

type contestedView struct {
	Pictures []kit.PictureView
	Rows     []contestedRow
	Lengths  [3]string
}

type contestedRow struct {
	Distance, AP, AN string
	Right            bool
}

func newPageView(a *Page, doc *document, f *figures) *pageView {
	r, l := a.Result, a.Lang
	p := &pageView{
		document: doc, figures: f, Head: kit.NewHead(l.Text("analysis"), l.Say(doc.Title), a.Version, a.Machine, a.Time, pageStyle),
		Look: a.Part == "test" || a.Part == "all", Cards: cards(r, l),
		Summary: summaryRows(r, l), Parts: partRows(r.Lengths, l),
	}
	for _, c := range r.Correlations {
		p.Related = append(p.Related, relatedRow{l.Say(kit.DistanceName(c.A)), l.Say(kit.DistanceName(c.B)), correlation(c.Pearson), correlation(c.Spearman)})
	}
	if c := r.Combined; c != nil {
		for _, h := range c.Hinges {
			p.Hinges = append(p.Hinges, hingeRow{h.Hinge, l.Text("%s (%s)", kit.Count(h.Active), kit.Share(h.Active, h.Triplets)), kit.Number(h.Largest)})
		}
	}
	if d := r.Disagreement; d != nil {
		p.Better = [2]lang.Message{kit.DistanceName(d.A), kit.DistanceName(d.B)}
		p.Clearest = clearRows(d)
		p.Contested = []contestedGroup{
			a.contested(p.Better[0], p.Better[1], d.OnlyA, d.ForA, true),
			a.contested(p.Better[1], p.Better[0], d.OnlyB, d.ForB, false),
		}
	}
	return p
}

func correlation(v float64) string {
	if !kit.IsFinite(v) {
		return kit.None
	}
	return strings.Replace(fmt.Sprintf("%.3f", v), "-", "−", 1)
}

// cards are the headline figures.
func cards(r *triplets.Result, l lang.Language) []kit.Card {
	inOrder := kit.Card{Title: l.Text("Triplets in order"), Hint: l.Text("the positive is nearer than the negative")}
	for _, s := range r.Distances {
		inOrder.Lines = append(inOrder.Lines, kit.CardLine{Distance: l.Say(kit.DistanceName(s.Name)), Estimate: kit.Estimate{Value: kit.Ratio(s.Share)}})
	}
	if own := r.Own(); own != nil {
		inOrder.Lines = append(inOrder.Lines, kit.CardLine{Distance: l.Text("combined"), Estimate: kit.Estimate{Value: kit.Ratio(own.Share)}})
	}
	out := []kit.Card{inOrder}
	if len(r.Correlations) > 0 {
		c := r.Correlations[0]
		out = append(out, kit.Card{Title: l.Text("Correlation"), Hint: l.Text("of the differences; 1 says that both are the same"), Lines: []kit.CardLine{
			{Distance: l.Text("Pearson"), Estimate: kit.Estimate{Value: correlation(c.Pearson)}}, {Distance: l.Text("Spearman"), Estimate: kit.Estimate{Value: correlation(c.Spearman)}},
		}})
	}
	if d := r.Disagreement; d != nil {
		out = append(out, kit.Card{Title: l.Text("Disagreement"), Hint: l.Text("right by one distance alone"), Lines: []kit.CardLine{
			{Distance: l.Text("only %s", kit.DistanceName(d.A)), Estimate: kit.Estimate{Value: kit.Share(d.OnlyA, r.Triplets)}}, {Distance: l.Text("only %s", kit.DistanceName(d.B)), Estimate: kit.Estimate{Value: kit.Share(d.OnlyB, r.Triplets)}},
		}})
	}
	return append(out, kit.Card{Title: l.Text("Length"), Hint: l.Text("share of the mean squared Euclidean distance"), Lines: []kit.CardLine{
		{Distance: l.Text("positives"), Estimate: kit.Estimate{Value: kit.Ratio(r.Lengths.AP.LengthShare)}}, {Distance: l.Text("negatives"), Estimate: kit.Estimate{Value: kit.Ratio(r.Lengths.AN.LengthShare)}},
	}})
}

func summaryRows(r *triplets.Result, l lang.Language) []summaryRow {
	var out []summaryRow
	add := func(name, what string, s stats.Summary) {
		row := summaryRow{Distance: name, What: what}
		for _, v := range []float64{s.Mean, s.SD, s.Min, s.Q25, s.Median, s.Q75, s.Max} {
			row.Cells = append(row.Cells, kit.Number(v))
		}
		out = append(out, row)
	}
	for _, s := range r.Spreads() {
		name := l.Say(distanceName(s))
		add(name, "d(a,p)", s.AP)
		add(name, "d(a,n)", s.AN)
		add(name, "d(a,n) − d(a,p)", s.Diff)
	}
	return out
}

func partRows(r *triplets.Lengths, l lang.Language) []partRow {
	var out []partRow
	for _, p := range []struct {
		what string
		triplets.Parts
	}{{l.Text("positives, |a−p|²"), r.AP}, {l.Text("negatives, |a−n|²"), r.AN}, {l.Text("difference, |a−n|² − |a−p|²"), r.Diff}} {
		out = append(out, partRow{p.what, kit.Number(p.Total), kit.Number(p.Length), kit.Number(p.Angle), kit.Ratio(p.LengthShare), kit.Ratio(p.SpreadShare)})
	}
	return out
}

// maxClearest is the most pairs of classes that the table names.
const maxClearest = 8

func clearRows(d *triplets.Disagreement) []clearRow {
	var out []clearRow
	for _, c := range clearest(d, maxClearest) {
		out = append(out, clearRow{c.AnchorName, c.NegativeName, c.Triplets, kit.Share(c.RightA, c.Triplets), kit.Share(c.RightB, c.Triplets), kit.ShortP(c.P), kit.ShortP(c.Holm)})
	}
	return out
}

// contested shows the triplets that only right has in order; first says that
// right is the first of the two distances.
func (a *Page) contested(right, wrong lang.Message, n int, list []triplets.Contested, first bool) contestedGroup {
	g := contestedGroup{Right: right, Count: n}
	for _, c := range list {
		var v contestedView
		for i, l := range c.Lengths {
			v.Lengths[i] = kit.Brief(l)
		}
		for i, q := range a.Pictures[c.Triplet] {
			role := [3]lang.Message{lang.T("anchor"), lang.T("positive"), lang.T("negative")}[i]
			v.Pictures = append(v.Pictures, kit.PictureView{Role: a.Lang.Say(role), URI: q.URI(), Place: kit.Place{Index: q.Index, Class: q.Class}, H: q.H, W: q.W})
		}
		sides := []triplets.Sides{c.A, c.B}
		if !first {
			sides[0], sides[1] = sides[1], sides[0]
		}
		for i, name := range []lang.Message{right, wrong} {
			v.Rows = append(v.Rows, contestedRow{a.Lang.Say(kit.Capital(name)), kit.Number(sides[i].AP), kit.Number(sides[i].AN), i == 0})
		}
		g.Triplets = append(g.Triplets, v)
	}
	return g
}

// Capital is a note with a capital letter at its beginning.
func (p *pageView) Capital(note lang.Message) lang.Message { return kit.Capital(note) }
