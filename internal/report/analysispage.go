package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/stats"
)

//go:embed analysis.html.tmpl
var analysisText string

//go:embed analysis.css
var analysisStyle string

var analysisTemplate = parsePage("analysis", analysisText, template.FuncMap{"capital": capital})

// analysisPage is what the template sees.
type analysisPage struct {
	*analysisDocument
	*analysisFigures
	Head      head
	Look      bool // test triplets are among these: for looking, not for choosing
	Cards     []card
	Summary   []summaryRow
	Related   []relatedRow
	Hinges    []hingeRow
	Parts     []partRow
	Clearest  []clearRow
	Contested []contestedGroup
	Better    [2]string // names of the two distances that are compared
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
	Right, Wrong string
	Count        int
	Triplets     []contestedView
}

type contestedView struct {
	Pictures []pictureView
	Rows     []contestedRow
	Lengths  [3]string
}

type contestedRow struct {
	Distance, AP, AN string
	Right            bool
}

func newAnalysisPage(a *Analysis, doc *analysisDocument, f *analysisFigures) *analysisPage {
	r := a.Result
	p := &analysisPage{
		analysisDocument: doc, analysisFigures: f, Head: newHead("analysis", doc.Title, a.Version, a.Machine, a.Time, analysisStyle),
		Look: a.Part == "test" || a.Part == "all", Cards: analysisCards(r),
		Summary: summaryRows(r), Parts: partRows(r.Lengths),
	}
	for _, c := range r.Correlations {
		p.Related = append(p.Related, relatedRow{display(c.A), display(c.B), correlation(c.Pearson), correlation(c.Spearman)})
	}
	if c := r.Combined; c != nil {
		for _, h := range c.Hinges {
			p.Hinges = append(p.Hinges, hingeRow{h.Hinge, count(h.Active) + " (" + share(h.Active, h.Triplets) + ")", number(h.Largest)})
		}
	}
	if d := r.Disagreement; d != nil {
		p.Better = [2]string{display(d.A), display(d.B)}
		p.Clearest = clearRows(d)
		p.Contested = []contestedGroup{
			a.contested(p.Better[0], p.Better[1], d.OnlyA, d.ForA, true),
			a.contested(p.Better[1], p.Better[0], d.OnlyB, d.ForB, false),
		}
	}
	return p
}

func correlation(v float64) string {
	if !isFinite(v) {
		return none
	}
	return strings.Replace(fmt.Sprintf("%.3f", v), "-", "−", 1)
}

// analysisCards are the headline figures.
func analysisCards(r *triplets.Result) []card {
	inOrder := card{Title: "Triplets in order", Hint: "the positive is nearer than the negative"}
	for _, s := range r.Distances {
		inOrder.Lines = append(inOrder.Lines, cardLine{display(s.Name), estimate{Value: ratio(s.Share)}})
	}
	if own := r.Own(); own != nil {
		inOrder.Lines = append(inOrder.Lines, cardLine{"combined", estimate{Value: ratio(own.Share)}})
	}
	out := []card{inOrder}
	if len(r.Correlations) > 0 {
		c := r.Correlations[0]
		out = append(out, card{Title: "Correlation", Hint: "of the differences; 1 says that both are the same", Lines: []cardLine{
			{"Pearson", estimate{Value: correlation(c.Pearson)}}, {"Spearman", estimate{Value: correlation(c.Spearman)}},
		}})
	}
	if d := r.Disagreement; d != nil {
		out = append(out, card{Title: "Disagreement", Hint: "right by one distance alone", Lines: []cardLine{
			{"only " + display(d.A), estimate{Value: share(d.OnlyA, r.Triplets)}}, {"only " + display(d.B), estimate{Value: share(d.OnlyB, r.Triplets)}},
		}})
	}
	return append(out, card{Title: "Length", Hint: "share of the mean squared Euclidean distance", Lines: []cardLine{
		{"positives", estimate{Value: ratio(r.Lengths.AP.LengthShare)}}, {"negatives", estimate{Value: ratio(r.Lengths.AN.LengthShare)}},
	}})
}

func summaryRows(r *triplets.Result) []summaryRow {
	var out []summaryRow
	add := func(name, what string, s stats.Summary) {
		row := summaryRow{Distance: name, What: what}
		for _, v := range []float64{s.Mean, s.SD, s.Min, s.Q25, s.Median, s.Q75, s.Max} {
			row.Cells = append(row.Cells, number(v))
		}
		out = append(out, row)
	}
	for _, s := range r.Spreads() {
		name := distanceName(s)
		add(name, "d(a,p)", s.AP)
		add(name, "d(a,n)", s.AN)
		add(name, "d(a,n) − d(a,p)", s.Diff)
	}
	return out
}

func partRows(l *triplets.Lengths) []partRow {
	var out []partRow
	for _, p := range []struct {
		what string
		triplets.Parts
	}{{"positives, |a−p|²", l.AP}, {"negatives, |a−n|²", l.AN}, {"difference, |a−n|² − |a−p|²", l.Diff}} {
		out = append(out, partRow{p.what, number(p.Total), number(p.Length), number(p.Angle), ratio(p.LengthShare), ratio(p.SpreadShare)})
	}
	return out
}

// maxClearest is the most pairs of classes that the table names.
const maxClearest = 8

func clearRows(d *triplets.Disagreement) []clearRow {
	var out []clearRow
	for _, c := range clearest(d, maxClearest) {
		out = append(out, clearRow{c.AnchorName, c.NegativeName, c.Triplets, share(c.RightA, c.Triplets), share(c.RightB, c.Triplets), shortP(c.P), shortP(c.Holm)})
	}
	return out
}

// contested shows the triplets that only right has in order; first says that
// right is the first of the two distances.
func (a *Analysis) contested(right, wrong string, n int, list []triplets.Contested, first bool) contestedGroup {
	g := contestedGroup{Right: right, Wrong: wrong, Count: n}
	for _, c := range list {
		var v contestedView
		for i, l := range c.Lengths {
			v.Lengths[i] = brief(l)
		}
		for i, q := range a.Pictures[c.Triplet] {
			role := [3]string{"anchor", "positive", "negative"}[i]
			v.Pictures = append(v.Pictures, pictureView{role, q.uri(), place{q.Index, q.Class}, q.H, q.W})
		}
		sides := []triplets.Sides{c.A, c.B}
		if !first {
			sides[0], sides[1] = sides[1], sides[0]
		}
		for i, name := range []string{right, wrong} {
			v.Rows = append(v.Rows, contestedRow{capital(name), number(sides[i].AP), number(sides[i].AN), i == 0})
		}
		g.Triplets = append(g.Triplets, v)
	}
	return g
}
