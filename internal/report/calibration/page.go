package calibration

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/lang"
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
	Lead    lang.Message
	Doubts  []lang.Message
	Weights []weightRow
	Steps   []marginTable
	Zoned   []zoneTable
	Hinges  []hingeRow
	Decides []decisionRow
}

// Title and Source are said again in the page's language, as the notes are.
func (p *pageView) Title() lang.Message  { return lang.Saved(p.Page.Title) }
func (p *pageView) Source() lang.Message { return lang.Saved(p.Page.Source) }

type weightRow struct {
	Name, SD, IQR, Gradient, BySpread, ByIQR, ByGradient, Exact, Rounded, Share string
	Reason, Ratio                                                               lang.Message
	First                                                                       bool
}

type marginTable struct {
	Name         string
	Reason, Note lang.Message
	Rows         []marginRow
}

type marginRow struct {
	Share, Margin, Active, Easy, SemiHard, Hard string
	Chosen                                      bool
}

type zoneTable struct {
	Name, Leader                        string
	Reason                              lang.Message
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
	c, l := d.Result, d.Lang
	p := &pageView{Page: d, figures: figures, Head: kit.NewHead(l.Text("calibration"), l.Say(lang.Saved(d.Title)), d.Version, d.Machine, d.Time, pageStyle), Doubts: c.Notes}
	p.Lead = lead(c)
	for i, t := range c.Terms {
		p.Weights = append(p.Weights, newWeightRow(l, t, i == 0))
		p.Steps = append(p.Steps, newMarginTable(l, t))
		if t.Zone != nil {
			p.Zoned = append(p.Zoned, newZoneTable(l, t))
		}
	}
	for _, s := range sides(c) {
		for _, h := range s.loss.Hinges {
			p.Hinges = append(p.Hinges, hingeRow{l.Say(s.said), h.Hinge, kit.Share(h.Active, h.Triplets), kit.Number(h.Largest)})
		}
	}
	if c.Pairs != nil {
		for _, q := range append([]calibrate.PairDecision{c.Pairs.At}, c.Pairs.Alone...) {
			p.Decides = append(p.Decides, decisionRow{l.Say(kit.DistanceName(q.Distance)), kit.Number(q.T), kit.Ratio(q.Accuracy), kit.Number(q.BestT), kit.Ratio(q.Best), kit.Ratio(q.EER)})
		}
	}
	return p
}

// lead is the finding in one sentence.
func lead(c *calibrate.Result) lang.Message {
	lead := c.Terms[0]
	order := lang.List{lang.T("%s has %s in order", kit.DistanceName(lead.Name), kit.Ratio(lead.Share))}
	for _, t := range c.Terms[1:] {
		order = append(order, lang.T("%s %s", kit.DistanceName(t.Name), kit.Ratio(t.Share)))
	}
	terms := lang.T("A margin of %s keeps %s active", kit.Number(lead.RoundedMargin()), kit.Share(lead.Margin.At.Active, c.Triplets))
	for _, t := range c.Terms[1:] {
		terms = lang.T("%s; %s", terms, lang.T("%s counts %s times, from a threshold of %s on", kit.DistanceName(t.Name), kit.Number(t.Weight.Rounded), kit.Number(0-t.RoundedMargin())))
	}
	return kit.Sentences(lang.T("On %s, %s.", kit.Plural(c.Triplets, "1 triplet", "%s triplets"), order), lang.T("%s.", terms))
}

func newWeightRow(l lang.Language, t *calibrate.Term, first bool) weightRow {
	w := t.Weight
	r := weightRow{
		Name: l.Say(kit.DistanceName(t.Name)), SD: kit.Number(w.SD), IQR: kit.Number(w.IQR), Gradient: kit.Number(w.Gradient),
		BySpread: kit.Number(w.BySpread), ByIQR: kit.OrNone(w.Robust), ByGradient: kit.OrNone(w.ByGradient),
		Exact: kit.Number(w.Chosen), Rounded: kit.Number(w.Rounded), Share: kit.Ratio(w.Share), Reason: w.Reason, First: first,
	}
	if !first {
		r.Ratio = lang.T("The weight by gradient is %s times the one by spread: %s.", kit.Number(w.Ratio), w.RatioReason())
	}
	return r
}

func newMarginTable(l lang.Language, t *calibrate.Term) marginTable {
	m := marginTable{Name: l.Say(kit.DistanceName(t.Name)), Reason: t.Margin.Reason}
	if t.Zone != nil {
		m.Reason, m.Note = lang.Message{}, lang.T("These are alternatives: the margin in the formula comes from the dead zone below.")
	}
	for _, e := range t.Margin.Shown() {
		m.Rows = append(m.Rows, marginRow{
			kit.Ratio(e.Share), kit.Number(e.Margin), kit.Count(e.Active), kit.Count(e.Easy), kit.Count(e.SemiHard), kit.Count(e.Hard),
			t.Zone == nil && e.Share == t.Margin.At.Share,
		})
	}
	return m
}

func newZoneTable(l lang.Language, t *calibrate.Term) zoneTable {
	z := t.Zone
	out := zoneTable{
		Name: l.Say(kit.DistanceName(t.Name)), Leader: l.Say(kit.DistanceName(z.Leader)), Reason: z.Reason, AUC: kit.OrNone(z.AUC),
		Both: kit.Count(z.Both), OnlyLeader: kit.Count(z.OnlyLeader), OnlyThis: kit.Count(z.OnlyThis), Neither: kit.Count(z.Neither),
	}
	row := func(what lang.Message, e calibrate.ZoneEffect, chosen bool) {
		out.Rows = append(out.Rows, zoneRow{l.Say(what), kit.Number(e.Threshold), kit.Number(0 - e.Threshold), kit.Ratio(e.Silent), kit.Ratio(e.Acts), fmt.Sprintf("%.2f", e.J), chosen})
	}
	what := lang.T("silent on the share asked for")
	if z.ByYouden {
		what = lang.T("best J")
	}
	row(what, z.At, true)
	for _, e := range z.Others {
		row(lang.T("silent on %s", kit.Ratio(e.Silent)), e, false)
	}
	return out
}

// chosen is a parameter of the formula, such as "w_cos = 1".
type chosen struct {
	Key    string
	Reason lang.Message
}

// Chosen are the sentences that say where each number of the formula comes from.
func (p *pageView) Chosen() []chosen {
	var out []chosen
	for i, t := range p.Result.Terms {
		if len(p.Result.Terms) > 1 {
			out = append(out, chosen{Key: fmt.Sprintf("w_%s = %s", t.Symbol, kit.Number(t.Weight.Rounded)), Reason: t.Weight.Reason})
		}
		reason := t.Margin.Reason
		if i > 0 {
			reason = t.Zone.Reason
		}
		out = append(out, chosen{Key: fmt.Sprintf("m_%s = %s", t.Symbol, kit.Number(t.RoundedMargin())), Reason: reason})
	}
	return out
}

// Sentence begins a reason with a capital letter and ends it.
func (p *pageView) Sentence(m lang.Message) lang.Message {
	if m.IsZero() {
		return m
	}
	return lang.T("%s.", kit.Capital(m))
}

// Reasons say why a weight is what it is.
func (p *pageView) Reasons(w weightRow) lang.Message {
	return kit.Sentences(p.Sentence(w.Reason), w.Ratio)
}

// Breakable lets a formula break after its lets.
func (p *pageView) Breakable(formula string) string {
	return strings.ReplaceAll(formula, "; ", ";\n")
}

// HasZones says whether there is a second distance.
func (p *pageView) HasZones() bool {
	return slices.ContainsFunc(p.Result.Terms, func(t *calibrate.Term) bool { return t.Zone != nil })
}
