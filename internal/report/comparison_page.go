package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"mekiki/internal/study"
)

//go:embed comparison.html.tmpl
var comparisonText string

var comparisonTemplate = parsePage("comparison", comparisonText, template.FuncMap{"own": ownDistance})

// comparisonPage is what the template of a comparison sees.
type comparisonPage struct {
	*Comparison
	Head    head
	Title   string
	Lead    []string // the verdicts, intervals kept on one line
	Cards   []comparisonCard
	Tests   testTable
	Forest  figure
	Strips  []figure
	Means   table
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

// comparisonCard is one headline measure for all losses.
type comparisonCard struct {
	Title string
	Lines []comparisonLine
}

type comparisonLine struct{ Loss, By, Mean, SD string }

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
	Forest figure
}

// testTable is a table of differences; Headline adds the corrected p-values.
type testTable struct {
	Rows     []differenceRow
	Headline bool
}

func newComparisonPage(c *Comparison) *comparisonPage {
	p := &comparisonPage{Comparison: c, Head: newHead("comparison", c.title(), c.Program, c.Machine, c.Time, studyStyle), Title: c.title()}
	for _, v := range c.Verdicts {
		p.Lead = append(p.Lead, typeset(v.Sentence))
	}
	for _, m := range c.Headline.Measures {
		card := comparisonCard{Title: m.Measure.Name}
		for i, v := range m.Values {
			by := byDistance(v.By)
			if v.By == study.Own {
				by = ownDistance(c.Losses[i].Own)
			}
			card.Lines = append(card.Lines, comparisonLine{v.Loss, by, percentage(v.Mean), spreadText(v)})
		}
		p.Cards = append(p.Cards, card)
		for _, d := range m.Differences {
			p.Tests.Rows = append(p.Tests.Rows, newDifferenceRow(m, d))
		}
	}
	p.Tests.Headline = true
	p.Forest, p.Strips = headlineForest(c), strips(c)
	p.Means = meansTable(c)
	for i, s := range c.Losses[1:] {
		d := detail{Loss: s.Name, Forest: measureForest(c, i)}
		for _, m := range c.Measures {
			d.Tests.Rows = append(d.Tests.Rows, newDifferenceRow(m, m.Differences[i]))
		}
		p.Details = append(p.Details, d)
	}
	p.Troubles = troubles(c)
	for _, r := range c.Runs {
		p.Seconds += r.Seconds
	}
	return p
}

func (c *Comparison) title() string {
	var names []string
	for _, s := range c.Losses[1:] {
		names = append(names, s.Name)
	}
	if len(names) > 2 {
		return fmt.Sprintf("%d losses against %s", len(names), c.Baseline)
	}
	return strings.Join(names, " and ") + " against " + c.Baseline
}

func troubles(c *Comparison) Troubles {
	var t Troubles
	for _, r := range c.Runs {
		if r.Error != "" {
			t.Failures = append(t.Failures, r)
		}
		for _, w := range r.Warnings {
			text := r.Loss + ": " + w
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
func meansTable(c *Comparison) table {
	t := table{}
	for _, s := range c.Losses {
		t.Head = append(t.Head, s.Name)
	}
	for _, m := range c.Measures {
		r := row{Name: m.Measure.Name, Hint: "by " + byDistance(m.Distance)}
		if m.Measure.SmallerIsBetter {
			r.Hint += "; lower is better"
		}
		for _, v := range m.Values {
			r.Cells = append(r.Cells, estimate{Value: percentage(v.Mean), Range: spreadText(v)})
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

func newDifferenceRow(m study.Comparable, d study.Difference) differenceRow {
	r := differenceRow{
		Measure: m.Measure.Name, By: byDistance(m.Distance), Loss: d.Loss, Pairs: d.Paired.N,
		Difference: signedPoints(d.Paired.Mean), Range: none,
		P: chance(d.Paired.P), W: chance(d.Paired.WilcoxonP), Holm: chance(d.PHolm), WHolm: chance(d.WilcoxonPHolm),
	}
	if d.Paired.HasInterval() {
		r.Range = signedPoints(d.Paired.Lo) + " to " + signedPoints(d.Paired.Hi)
		sure := d.Paired.Lo > 0 || d.Paired.Hi < 0
		r.Better = sure && d.Paired.Mean > 0 != m.Measure.SmallerIsBetter
		r.Worse = sure && !r.Better
	}
	return r
}

// MeanSD is mean and standard deviation over seeds in percent: 91.35 ± 0.21.
func MeanSD(v study.Values) string {
	if s := spreadText(v); s != "" {
		return percentage(v.Mean) + " " + s
	}
	return percentage(v.Mean)
}

func spreadText(v study.Values) string {
	if !isFinite(v.SD) {
		return ""
	}
	return "± " + percentage(v.SD)
}

// chance shows a p-value.
func chance(p float64) string {
	switch {
	case math.IsNaN(p):
		return none
	case p < 0.0001:
		return "< 0.0001"
	}
	return strconv.FormatFloat(p, 'f', 4, 64)
}
