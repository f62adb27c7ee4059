package partanalysis

import (
	_ "embed"
	"io"
	"math"

	"mekiki/internal/analyze/distances"
	"mekiki/internal/eval"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = kit.ParsePage("partanalysis", partfigure.Part+pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*Page
	Head     kit.Head
	Lead     lang.Message
	Cards    []kit.Card
	Figures  []kit.Figure // of each distance, as it is and divided
	Joints   []kit.Figure
	Groups   []groupView
	Scale    partfigure.Legend
	Sides    []sideView
	Weights  []weightRow
	Advice   lang.Message
	Commands []string
}

// groupView is a group as it is shown.
type groupView struct {
	*Group
	Name      string
	Apart     kit.Table
	Kinds     *kit.Table
	Strengths *kit.Table
	Pairs     []pairRow
	Forest    kit.Figure
	Leads     []leadRow
}

// pairRow is how far two distances agree.
type pairRow struct {
	Names                       lang.Message
	Both, OnlyA, OnlyB, Neither string
	P, Spearman                 string
}

// leadRow is a method against the inspector's distance.
type leadRow struct {
	Name              lang.Message
	Difference, Range string
	P, Holm           string
	Better, Worse     bool
}

// sideView are pictures that only one of two distances sees.
type sideView struct {
	Title    lang.Message
	Pictures []contestedView
}

// contestedView is one of them.
type contestedView struct {
	Contested
	Kinds         string
	Views         [2]partfigure.View
	Length, Angle string
}

// weightRow are the numbers of a distance.
type weightRow struct {
	Name                             lang.Message
	Scale, Level, Power, Weight, Own string
	SuggestedPower, SuggestedWeight  string
}

// writeHTML writes the page. The same Page gives the same bytes.
func (p *Page) writeHTML(w io.Writer) error {
	v := &pageView{
		Page: p, Head: kit.NewHead(p.Lang.Text("distances"), p.Inspector, p.Version, p.Machine, p.Time, partfigure.Style, pageStyle),
		Lead: p.Verdict(), Cards: p.cards(), Scale: p.legend(), Weights: p.weights(), Advice: p.Advice(),
	}
	for d := range p.Parts {
		v.Figures = append(v.Figures, p.histogram(d, false), p.histogram(d, true))
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		v.Joints = append(v.Joints, p.joint(g))
		v.Groups = append(v.Groups, p.group(g))
	}
	for side := range 2 {
		if s := p.side(side); len(s.Pictures) > 0 {
			v.Sides = append(v.Sides, s)
		}
	}
	if p.Formula != "" {
		v.Commands = []string{`mekiki inspect fit --good good --distance "` + p.Formula + `" --out corrected.mekiki`}
	}
	return kit.RenderPage(w, pageTemplate, v, p.Lang)
}

// cards are the headline figures.
func (p *Page) cards() []kit.Card {
	l := p.Lang
	out := []kit.Card{}
	for i := range p.Groups {
		g := &p.Groups[i]
		c := kit.Card{Title: l.Text("AUROC, %s", g.Title()), Hint: l.Text("%s against %s", kit.Plural(len(g.Pictures), "1 picture", "%s pictures"), kit.Plural(len(p.Good.Pictures), "1 good one", "%s good ones"))}
		for _, s := range g.Standings {
			c.Lines = append(c.Lines, kit.CardLine{Distance: l.Say(MethodName(s.Method)), Estimate: kit.Estimate{Value: kit.Plain(estimate(s)).Value}})
		}
		out = append(out, c)
		if x := g.pair(); x != nil {
			n := len(g.Pictures)
			out = append(out, kit.Card{Title: l.Text("Who sees what, %s", g.Title()), Hint: l.Text("seen: above %s of the good pictures", kit.Ratio(distances.SeenAbove)), Lines: []kit.CardLine{
				{Distance: l.Text("length and angle"), Estimate: kit.Estimate{Value: kit.Share(x.Both, n)}},
				{Distance: l.Text("only length"), Estimate: kit.Estimate{Value: kit.Share(x.OnlyA, n)}},
				{Distance: l.Text("only angle"), Estimate: kit.Estimate{Value: kit.Share(x.OnlyB, n)}},
				{Distance: l.Text("neither"), Estimate: kit.Estimate{Value: kit.Share(x.Neither, n)}},
			}})
		}
	}
	return out
}

// group is a group as it is shown.
func (p *Page) group(g *Group) groupView {
	l := p.Lang
	v := groupView{Group: g, Name: l.Say(kit.Capital(g.Title())), Forest: p.forest(g)}
	v.Apart.Head = []string{l.Text("pictures, as the sum has it"), l.Text("pictures, as it is"), l.Text("places, as the sum has it"), l.Text("places, as it is"), l.Text("places that overlap")}
	plain := func(x float64) kit.Estimate { return kit.Plain(eval.Interval{Value: x}) }
	for d, a := range g.Apart {
		overlap := kit.Estimate{Value: kit.None}
		if kit.IsFinite(a.Overlap) {
			overlap.Value = kit.Ratio(a.Overlap)
		}
		v.Apart.Rows = append(v.Apart.Rows, kit.Row{Name: l.Say(kit.Capital(partfigure.PartName(p.Parts[d]))), Cells: []kit.Estimate{
			kit.Plain(eval.Interval(a.Pictures)), kit.Plain(eval.Interval(a.Raw)), plain(a.Places), plain(a.RawPlaces), overlap}})
	}
	v.Kinds, v.Strengths = p.kinds(g.Kinds, g.kindName), p.kinds(g.Strengths, func(s string) lang.Message { return lang.T("strength %s", s) })
	for _, x := range g.Pairs {
		r := pairRow{Names: lang.T("%s, %s", partfigure.PartName(x.A), partfigure.PartName(x.B)), P: kit.ShortP(x.P), Spearman: kit.None}
		r.Both, r.OnlyA, r.OnlyB, r.Neither = kit.Count(x.Both), kit.Count(x.OnlyA), kit.Count(x.OnlyB), kit.Count(x.Neither)
		if kit.IsFinite(x.Spearman) {
			r.Spearman = kit.Brief(math.Round(100*x.Spearman) / 100)
		}
		v.Pairs = append(v.Pairs, r)
	}
	for _, x := range g.Leads {
		r := leadRow{Name: kit.Capital(MethodName(x.Method)), Difference: kit.SignedPoints(x.Mean.Value), P: kit.ShortP(x.P), Holm: kit.ShortP(x.Adjusted)}
		r.Range = l.Text("%s to %s", kit.SignedPoints(x.Mean.Lo), kit.SignedPoints(x.Mean.Hi))
		r.Better, r.Worse = x.Adjusted < 1-x.Confidence && x.Mean.Value > 0, x.Adjusted < 1-x.Confidence && x.Mean.Value < 0
		v.Leads = append(v.Leads, r)
	}
	return v
}

// kinds are the AUROC of kinds by each distance; nil where there are none.
func (p *Page) kinds(list []distances.Kind, name func(string) lang.Message) *kit.Table {
	if len(list) == 0 {
		return nil
	}
	l, t := p.Lang, &kit.Table{}
	for _, part := range p.Parts {
		t.Head = append(t.Head, l.Say(partfigure.PartName(part)))
	}
	for _, k := range list {
		r := kit.Row{Name: l.Say(name(k.Kind)), Hint: l.Say(kit.Plural(k.Pictures, "1 picture", "%s pictures"))}
		for _, a := range k.Apart {
			r.Cells = append(r.Cells, kit.Plain(eval.Interval(a)))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// kindName says a kind of made-up defect; that of known bad parts is the name of their folder.
func (g *Group) kindName(kind string) lang.Message {
	if m, ok := madeNames[kind]; ok && g.Made {
		return m
	}
	return lang.T("%s", kind)
}

var madeNames = map[string]lang.Message{
	"paste": lang.T("pasted piece"), "blend": lang.T("foreign texture"), "scratch": lang.T("scratch"), "spot": lang.T("spot"),
	"missing": lang.T("missing piece"), "shade": lang.T("shade"), "crack": lang.T("crack"),
}

// scale are the colours of heat maps in units of the limit of a distance.
var scale = partfigure.Scale{Thresholds: risk.Thresholds{Low: 1, High: 2}}

// legend is the scale in words of this page.
func (p *Page) legend() partfigure.Legend {
	l := scale.Legend()
	l.Ticks[0].Text, l.Ticks[1].Text = lang.T("seen from here"), lang.T("twice as far")
	return l
}

// side are the pictures that only length (0) or only angle (1) sees.
func (p *Page) side(side int) sideView {
	v := sideView{Title: lang.T("Only length sees these")}
	if side == 1 {
		v.Title = lang.T("Only angle sees these")
	}
	for _, c := range p.Contested {
		if c.Side != side {
			continue
		}
		one := contestedView{Contested: c, Kinds: p.Lang.Say(p.Groups[0].kindName(c.Kind)), Length: kit.Ratio(c.Scores[0]), Angle: kit.Ratio(c.Scores[1])}
		for k, m := range c.Maps {
			one.Views[k] = scale.View(partfigure.Judged{File: c.Name, Picture: c.Picture, Result: &inspect.Result{Map: m, High: c.High, Wide: c.Wide}})
		}
		v.Pictures = append(v.Pictures, one)
	}
	return v
}

// weights are the numbers of each distance now and as suggested.
func (p *Page) weights() []weightRow {
	var out []weightRow
	for d, name := range p.Parts {
		at := p.index(d)
		r := weightRow{
			Name: kit.Capital(partfigure.PartName(name)), Scale: kit.Number(p.Rule.Scale[at]), Level: kit.Number(p.Rule.Level[at]), Power: kit.Brief(p.Rule.Power[at]), Weight: kit.Brief(p.Rule.Weight[at]),
			Own: kit.Brief(p.Own.Weight[at]), SuggestedPower: kit.Brief(p.Suggested.Power[at]), SuggestedWeight: kit.Brief(p.Suggested.Weight[at]),
		}
		if p.Own.Formula != "" {
			r.Own = kit.None
		}
		out = append(out, r)
	}
	return out
}
