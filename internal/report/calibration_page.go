package report

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/analyze/triplets"
)

//go:embed calibration.html.tmpl
var calibrationText string

//go:embed calibration.css
var calibrationStyle string

var calibrationTemplate = parsePage("calibration", calibrationText, nil)

// calibrationPage is what the template sees.
type calibrationPage struct {
	*CalibrationData
	*calibrationFigures
	Head    head
	Lead    string
	Doubts  []string
	Weights []weightRow
	Steps   []marginTable
	Zoned   []zoneTable
	Hinges  []calibrationHinge
	Decides []decisionRow
}

type weightRow struct {
	Name, SD, IQR, Gradient, BySpread, ByIQR, ByGradient, Exact, Rounded, Share string
	Reason, Ratio                                                               string
	First                                                                       bool
}

type marginTable struct {
	Name, Reason, Note string
	Rows               []marginRow
}

type marginRow struct {
	Share, Margin, Active, Easy, SemiHard, Hard string
	Chosen                                      bool
}

type zoneTable struct {
	Name, Leader, Reason, Formula       string
	Both, OnlyLeader, OnlyThis, Neither string
	AUC                                 string
	Rows                                []zoneRow
}

type zoneRow struct {
	What, Threshold, Margin, Silent, Acts, J string
	Chosen                                   bool
}

type calibrationHinge struct{ When, Hinge, Active, Largest string }

type decisionRow struct{ Name, T, Accuracy, BestT, Best, EER string }

func newCalibrationPage(d *CalibrationData, figures *calibrationFigures) *calibrationPage {
	c := d.Result
	p := &calibrationPage{CalibrationData: d, calibrationFigures: figures, Head: newHead("calibration", d.Title, d.Version, d.Machine, d.Time, calibrationStyle), Doubts: c.Notes}
	p.Lead = calibrationLead(c)
	for i, t := range c.Terms {
		p.Weights = append(p.Weights, newWeightRow(t, i == 0))
		p.Steps = append(p.Steps, newMarginTable(t))
		if t.Zone != nil {
			p.Zoned = append(p.Zoned, newZoneTable(t))
		}
	}
	for _, side := range []struct {
		when string
		loss *triplets.Combined
	}{{"before", c.Before}, {"after", c.After}} {
		if side.loss != nil {
			for _, h := range side.loss.Hinges {
				p.Hinges = append(p.Hinges, calibrationHinge{side.when, h.Hinge, share(h.Active, h.Triplets), number(h.Largest)})
			}
		}
	}
	if c.Pairs != nil {
		for _, q := range append([]calibrate.PairDecision{c.Pairs.At}, c.Pairs.Alone...) {
			p.Decides = append(p.Decides, decisionRow{display(q.Distance), number(q.T), ratio(q.Accuracy), number(q.BestT), ratio(q.Best), ratio(q.EER)})
		}
	}
	return p
}

// calibrationLead is the finding in one sentence.
func calibrationLead(c *calibrate.Result) string {
	lead := c.Terms[0]
	s := fmt.Sprintf("On %s, %s has %s in order", plural(c.Triplets, "triplet"), display(lead.Name), ratio(lead.Share))
	for _, t := range c.Terms[1:] {
		s += fmt.Sprintf(", %s %s", display(t.Name), ratio(t.Share))
	}
	s += fmt.Sprintf(". A margin of %s keeps %s active", number(lead.RoundedMargin()), share(lead.Margin.At.Active, c.Triplets))
	for _, t := range c.Terms[1:] {
		s += fmt.Sprintf("; %s counts %s times, from a threshold of %s on", display(t.Name), number(t.Weight.Rounded), number(0-t.RoundedMargin()))
	}
	return s + "."
}

func newWeightRow(t *calibrate.Term, first bool) weightRow {
	w := t.Weight
	r := weightRow{
		Name: display(t.Name), SD: number(w.SD), IQR: number(w.IQR), Gradient: number(w.Gradient),
		BySpread: number(w.BySpread), ByIQR: orNone(w.Robust), ByGradient: orNone(w.ByGradient),
		Exact: number(w.Chosen), Rounded: number(w.Rounded), Share: ratio(w.Share), Reason: w.Reason, First: first,
	}
	if !first {
		r.Ratio = fmt.Sprintf("The weight by gradient is %s times the one by spread: %s.", number(w.Ratio), w.RatioReason())
	}
	return r
}

func newMarginTable(t *calibrate.Term) marginTable {
	m := marginTable{Name: display(t.Name), Reason: t.Margin.Reason}
	if t.Zone != nil {
		m.Reason, m.Note = "", "These are alternatives: the margin in the formula comes from the dead zone below."
	}
	for _, e := range t.Margin.Shown() {
		m.Rows = append(m.Rows, marginRow{
			ratio(e.Share), number(e.Margin), count(e.Active), count(e.Easy), count(e.SemiHard), count(e.Hard),
			t.Zone == nil && e.Share == t.Margin.At.Share,
		})
	}
	return m
}

func newZoneTable(t *calibrate.Term) zoneTable {
	z := t.Zone
	out := zoneTable{
		Name: display(t.Name), Leader: display(z.Leader), Reason: z.Reason, AUC: orNone(z.AUC),
		Both: count(z.Both), OnlyLeader: count(z.OnlyLeader), OnlyThis: count(z.OnlyThis), Neither: count(z.Neither),
	}
	row := func(what string, e calibrate.ZoneEffect, chosen bool) {
		out.Rows = append(out.Rows, zoneRow{what, number(e.Threshold), number(0 - e.Threshold), ratio(e.Silent), ratio(e.Acts), fmt.Sprintf("%.2f", e.J), chosen})
	}
	what := "silent on the share asked for"
	if z.ByYouden {
		what = "best J"
	}
	row(what, z.At, true)
	for _, e := range z.Others {
		row("silent on "+ratio(e.Silent), e, false)
	}
	return out
}

// Chosen are the sentences that say where each number of the formula comes from.
func (p *calibrationPage) Chosen() []Setting {
	var out []Setting
	for i, t := range p.Result.Terms {
		if len(p.Result.Terms) > 1 {
			out = append(out, Setting{fmt.Sprintf("w_%s = %s", t.Symbol, number(t.Weight.Rounded)), t.Weight.Reason})
		}
		reason := t.Margin.Reason
		if i > 0 {
			reason = t.Zone.Reason
		}
		out = append(out, Setting{fmt.Sprintf("m_%s = %s", t.Symbol, number(t.RoundedMargin())), reason})
	}
	return out
}

// Sentence begins a reason with a capital letter and ends it.
func (p *calibrationPage) Sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// Breakable lets a formula break after its lets.
func (p *calibrationPage) Breakable(formula string) string {
	return strings.ReplaceAll(formula, "; ", ";\n")
}

// HasZones says whether there is a second distance.
func (p *calibrationPage) HasZones() bool {
	return slices.ContainsFunc(p.Result.Terms, func(t *calibrate.Term) bool { return t.Zone != nil })
}
