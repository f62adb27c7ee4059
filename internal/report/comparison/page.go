package comparison

import (
	_ "embed"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/study"
)

//go:embed page.html.tmpl
var pageText string

var pageTemplate = kit.ParsePage("comparison", pageText, template.FuncMap{"own": kit.OwnDistance})

// pageView is what the template of a comparison sees.
type pageView struct {
	*Page
	Head    kit.Head
	Title   string
	Lead    []string // the verdicts, intervals kept on one line
	Cards   []card
	Tests   testTable
	Forest  kit.Figure
	Strips  []kit.Figure
	Means   kit.Table
	Details []detail
	Troubles
	Seconds float64
}

// Troubles are runs without figures and warnings of training.
type Troubles struct {
	Failures []study.Run
	Warnings []repeatedWarning
}

// repeatedWarning is a warning with the runs that gave it.
type repeatedWarning struct {
	Text string
	Runs int
}

// card is one headline measure for all losses.
type card struct {
	Title string
	Lines []cardLine
}

type cardLine struct{ Loss, By, Mean, SD string }

// differenceRow is one paired difference as text.
type differenceRow struct {
	Measure, By, Loss string
	Difference, Range string
	Pairs             int
	P, Holm, W, WHolm string
	Better, Worse     bool
}

// detail is the differences of one loss in every measure.
type detail struct {
	Loss   string
	Tests  testTable
	Forest kit.Figure
}

// testTable is a table of differences; Headline adds the corrected p-values.
type testTable struct {
	Rows     []differenceRow
	Headline bool
}

func newPageView(c *Page) *pageView {
	l, title := c.Lang, c.Lang.Say(c.title())
	p := &pageView{Page: c, Head: kit.NewHead(l.Text("comparison"), title, c.Program, c.Machine, c.Time, kit.StudyStyle), Title: title}
	for _, v := range c.Verdicts {
		p.Lead = append(p.Lead, kit.Typeset(l.Say(v.Sentence)))
	}
	for _, m := range c.Headline.Measures {
		card := card{Title: l.Say(m.Measure.Name)}
		for i, v := range m.Values {
			by := kit.ByDistance(v.By)
			if v.By == study.Own {
				by = kit.OwnDistance(c.Losses[i].Own)
			}
			card.Lines = append(card.Lines, cardLine{v.Loss, l.Say(by), kit.Percentage(v.Mean), spreadText(v)})
		}
		p.Cards = append(p.Cards, card)
		for _, d := range m.Differences {
			p.Tests.Rows = append(p.Tests.Rows, newDifferenceRow(l, m, d))
		}
	}
	p.Tests.Headline = true
	p.Forest, p.Strips = headlineForest(c), strips(c)
	p.Means = meansTable(c)
	for i, s := range c.Losses[1:] {
		d := detail{Loss: s.Name, Forest: measureForest(c, i)}
		for _, m := range c.Measures {
			d.Tests.Rows = append(d.Tests.Rows, newDifferenceRow(l, m, m.Differences[i]))
		}
		p.Details = append(p.Details, d)
	}
	p.Troubles = troubles(c)
	for _, r := range c.Runs {
		p.Seconds += r.Seconds
	}
	return p
}

func (c *Page) title() lang.Message {
	var names lang.All
	for _, s := range c.Losses[1:] {
		names = append(names, lang.T("%s", s.Name))
	}
	if len(names) > 2 {
		return lang.T("%d losses against %s", len(names), c.Baseline)
	}
	return lang.T("%s against %s", names, c.Baseline)
}

func troubles(c *Page) Troubles {
	var t Troubles
	for _, r := range c.Runs {
		if r.Error != "" {
			t.Failures = append(t.Failures, r)
		}
		for _, w := range r.Warnings {
			text := c.Lang.Text("%s: %s", r.Loss, lang.Saved(w))
			// Figures in a warning differ from seed to seed: one stands for all.
			i := slices.IndexFunc(t.Warnings, func(have repeatedWarning) bool { return shape(have.Text) == shape(text) })
			if i < 0 {
				t.Warnings = append(t.Warnings, repeatedWarning{Text: text})
				i = len(t.Warnings) - 1
			}
			t.Warnings[i].Runs++
		}
	}
	return t
}

// shape is a text without its numbers.
func shape(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789.-+e", r) {
			return -1
		}
		return r
	}, text)
}

// meansTable has a row for each measure and distance and a column for each loss.
func meansTable(c *Page) kit.Table {
	l, t := c.Lang, kit.Table{}
	for _, s := range c.Losses {
		t.Head = append(t.Head, s.Name)
	}
	for _, m := range c.Measures {
		r := kit.Row{Name: l.Say(m.Measure.Name), Hint: l.Text("by %s", kit.ByDistance(m.Distance))}
		if m.Measure.SmallerIsBetter {
			r.Hint = l.Text("by %s; lower is better", kit.ByDistance(m.Distance))
		}
		for _, v := range m.Values {
			e := kit.Estimate{Value: kit.Percentage(v.Mean)}
			if s := spreadText(v); s != "" {
				e.Range = lang.T("%s", s)
			}
			r.Cells = append(r.Cells, e)
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

func newDifferenceRow(l lang.Language, m study.Comparable, d study.Difference) differenceRow {
	r := differenceRow{
		Measure: l.Say(m.Measure.Name), By: l.Say(kit.ByDistance(m.Distance)), Loss: d.Loss, Pairs: d.Paired.N,
		Difference: kit.SignedPoints(d.Paired.Mean), Range: kit.None,
		P: chance(d.Paired.P), W: chance(d.Paired.WilcoxonP), Holm: chance(d.PHolm), WHolm: chance(d.WilcoxonPHolm),
	}
	if d.Paired.HasInterval() {
		r.Range = l.Text("%s to %s", kit.SignedPoints(d.Paired.Lo), kit.SignedPoints(d.Paired.Hi))
		sure := d.Paired.Lo > 0 || d.Paired.Hi < 0
		r.Better = sure && d.Paired.Mean > 0 != m.Measure.SmallerIsBetter
		r.Worse = sure && !r.Better
	}
	return r
}

// MeanSD is mean and standard deviation over seeds in percent: 91.35 ± 0.21.
func MeanSD(v study.Values) string {
	if s := spreadText(v); s != "" {
		return kit.Percentage(v.Mean) + " " + s
	}
	return kit.Percentage(v.Mean)
}

func spreadText(v study.Values) string {
	if !kit.IsFinite(v.SD) {
		return ""
	}
	return "± " + kit.Percentage(v.SD)
}

// chance shows a p-value.
func chance(p float64) string {
	switch {
	case math.IsNaN(p):
		return kit.None
	case p < 0.0001:
		return "< 0.0001"
	}
	return strconv.FormatFloat(p, 'f', 4, 64)
}
