package calibration

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/analyze/triplets"
	"mekiki/internal/report/kit"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = kit.ParsePage("calibration", pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*Page
	*figures
	Head    kit.Head
	Lead    string
	Doubts  []string
	Weights []weightRow
	Steps   []marginTable
	Zoned   []zoneTable
	Hinges  []hingeRow
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

type hingeRow struct{ When, Hinge, Active, Largest string }

type decisionRow struct{ Name, T, Accuracy, BestT, Best, EER string }

func newPageView(d *Page, figures *figures) *pageView {
	c := d.Result
	p := &pageView{Page: d, figures: figures, Head: kit.NewHead("calibration", d.Title, d.Version, d.Machine, d.Time, pageStyle), Doubts: c.Notes}
	p.Lead = lead(c)
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
				p.Hinges = append(p.Hinges, hingeRow{side.when, h.Hinge, kit.Share(h.Active, h.Triplets), kit.Number(h.Largest)})
			}
		}
	}
	if c.Pairs != nil {
		for _, q := range append([]calibrate.PairDecision{c.Pairs.At}, c.Pairs.Alone...) {
			p.Decides = append(p.Decides, decisionRow{kit.DistanceName(q.Distance).String(), kit.Number(q.T), kit.Ratio(q.Accuracy), kit.Number(q.BestT), kit.Ratio(q.Best), kit.Ratio(q.EER)})
		}
	}
	return p
}

// lead is the finding in one sentence.
func lead(c *calibrate.Result) string {
	lead := c.Terms[0]
	s := fmt.Sprintf("On %s, %s has %s in order", kit.Plural(c.Triplets, "1 triplet", "%s triplets").String(), kit.DistanceName(lead.Name).String(), kit.Ratio(lead.Share))
	for _, t := range c.Terms[1:] {
		s += fmt.Sprintf(", %s %s", kit.DistanceName(t.Name).String(), kit.Ratio(t.Share))
	}
	s += fmt.Sprintf(". A margin of %s keeps %s active", kit.Number(lead.RoundedMargin()), kit.Share(lead.Margin.At.Active, c.Triplets))
	for _, t := range c.Terms[1:] {
		s += fmt.Sprintf("; %s counts %s times, from a threshold of %s on", kit.DistanceName(t.Name).String(), kit.Number(t.Weight.Rounded), kit.Number(0-t.RoundedMargin()))
	}
	return s + "."
}

func newWeightRow(t *calibrate.Term, first bool) weightRow {
	w := t.Weight
	r := weightRow{
		Name: kit.DistanceName(t.Name).String(), SD: kit.Number(w.SD), IQR: kit.Number(w.IQR), Gradient: kit.Number(w.Gradient),
		BySpread: kit.Number(w.BySpread), ByIQR: kit.OrNone(w.Robust), ByGradient: kit.OrNone(w.ByGradient),
		Exact: kit.Number(w.Chosen), Rounded: kit.Number(w.Rounded), Share: kit.Ratio(w.Share), Reason: w.Reason, First: first,
	}
	if !first {
		r.Ratio = fmt.Sprintf("The weight by gradient is %s times the one by spread: %s.", kit.Number(w.Ratio), w.RatioReason())
	}
	return r
}

func newMarginTable(t *calibrate.Term) marginTable {
	m := marginTable{Name: kit.DistanceName(t.Name).String(), Reason: t.Margin.Reason}
	if t.Zone != nil {
		m.Reason, m.Note = "", "These are alternatives: the margin in the formula comes from the dead zone below."
	}
	for _, e := range t.Margin.Shown() {
		m.Rows = append(m.Rows, marginRow{
			kit.Ratio(e.Share), kit.Number(e.Margin), kit.Count(e.Active), kit.Count(e.Easy), kit.Count(e.SemiHard), kit.Count(e.Hard),
			t.Zone == nil && e.Share == t.Margin.At.Share,
		})
	}
	return m
}

func newZoneTable(t *calibrate.Term) zoneTable {
	z := t.Zone
	out := zoneTable{
		Name: kit.DistanceName(t.Name).String(), Leader: kit.DistanceName(z.Leader).String(), Reason: z.Reason, AUC: kit.OrNone(z.AUC),
		Both: kit.Count(z.Both), OnlyLeader: kit.Count(z.OnlyLeader), OnlyThis: kit.Count(z.OnlyThis), Neither: kit.Count(z.Neither),
	}
	row := func(what string, e calibrate.ZoneEffect, chosen bool) {
		out.Rows = append(out.Rows, zoneRow{what, kit.Number(e.Threshold), kit.Number(0 - e.Threshold), kit.Ratio(e.Silent), kit.Ratio(e.Acts), fmt.Sprintf("%.2f", e.J), chosen})
	}
	what := "silent on the share asked for"
	if z.ByYouden {
		what = "best J"
	}
	row(what, z.At, true)
	for _, e := range z.Others {
		row("silent on "+kit.Ratio(e.Silent), e, false)
	}
	return out
}

// Chosen are the sentences that say where each number of the formula comes from.
func (p *pageView) Chosen() []kit.Setting {
	var out []kit.Setting
	for i, t := range p.Result.Terms {
		if len(p.Result.Terms) > 1 {
			out = append(out, kit.Setting{Key: fmt.Sprintf("w_%s = %s", t.Symbol, kit.Number(t.Weight.Rounded)), Value: t.Weight.Reason})
		}
		reason := t.Margin.Reason
		if i > 0 {
			reason = t.Zone.Reason
		}
		out = append(out, kit.Setting{Key: fmt.Sprintf("m_%s = %s", t.Symbol, kit.Number(t.RoundedMargin())), Value: reason})
	}
	return out
}

// Sentence begins a reason with a capital letter and ends it.
func (p *pageView) Sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// Breakable lets a formula break after its lets.
func (p *pageView) Breakable(formula string) string {
	return strings.ReplaceAll(formula, "; ", ";\n")
}

// HasZones says whether there is a second distance.
func (p *pageView) HasZones() bool {
	return slices.ContainsFunc(p.Result.Terms, func(t *calibrate.Term) bool { return t.Zone != nil })
}
