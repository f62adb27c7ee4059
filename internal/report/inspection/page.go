package inspection

import (
	_ "embed"
	"html/template"
	"io"
	"path/filepath"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/stats"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

//go:embed thresholds.js
var script string

var pageTemplate = kit.ParsePage("inspection", partfigure.Part+pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*Page
	Head     kit.Head
	Lead     lang.Message
	Leaked   lang.Message
	Cards    []card
	Mover    *mover
	ROC, PR  kit.Figure
	Measures kit.Table
	Scale    partfigure.Legend
	Sides    []side
	Script   template.JS
}

// side are the shown parts of one side, good or bad, the worst first.
type side struct {
	ID, Title, Intro string
	Of               int // parts on this side
	Parts            []partfigure.Card
}

// writeHTML writes the page. The same Page gives the same bytes.
func (p *Page) writeHTML(w io.Writer) error {
	v := &pageView{
		Page: p, Head: kit.NewHead(p.Lang.Text("inspection"), p.Inspector, p.Version, p.Machine, p.Time, partfigure.Style, pageStyle),
		Lead: p.Verdict(), Leaked: p.LeakWords(), Cards: p.cards(), Mover: p.mover(), Measures: p.measures(),
		Scale: partfigure.Scale{Thresholds: p.Figures.Thresholds}.Legend(), Script: template.JS(script),
	}
	v.ROC, v.PR = p.curves()
	for _, bad := range []bool{true, false} {
		if s := p.side(bad); s.Of > 0 {
			v.Sides = append(v.Sides, s)
		}
	}
	return kit.RenderPage(w, pageTemplate, v, p.Lang)
}

// side are the parts of one side as they are shown.
func (p *Page) side(bad bool) side {
	l, wrong, called := p.Lang, risk.NG, p.Lang.Text("overkill")
	s := side{ID: "overkill", Title: l.Text("Worst overkill"),
		Intro: l.Text("Good parts, the highest score first. Those that are NG are overkill; the others are the next to become it.")}
	if bad {
		wrong, called = risk.OK, l.Text("escape")
		s.ID, s.Title = "escapes", l.Text("Worst escapes")
		s.Intro = l.Text("Bad parts, the lowest score first. Those that are OK are escapes; the others are the next to become it.")
	}
	scale, order := partfigure.Scale{Thresholds: p.Figures.Thresholds}, p.order(bad)
	s.Of = len(order)
	for _, i := range order[:min(p.Shown, len(order))] {
		c := scale.Card(p.Parts[i].Judged)
		c.File = below(p.Data, c.File)
		if c.Kind = p.Parts[i].Kind; c.Kind == GoodKind {
			c.Kind = ""
		}
		if c.Verdict == wrong {
			c.Wrong = called
		}
		s.Parts = append(s.Parts, c)
	}
	return s
}

// below is a path as it stands below a folder, with slashes; one that lies elsewhere stays.
func below(folder, file string) string {
	if rel, err := filepath.Rel(folder, file); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return file
}

// ShownFirst are the places in Parts of those that the page shows, whose pictures are wanted.
func (p *Page) ShownFirst() []int {
	var list []int
	for _, bad := range []bool{true, false} {
		order := p.order(bad)
		list = append(list, order[:min(p.Shown, len(order))]...)
	}
	return list
}

// spaced is a text whose spaces do not break.
func spaced(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

// Percent is a share of 0 to 1 as text.
func (p *pageView) Percent(share float64) string { return spaced(risk.Percent(share)) }

// AtMost is the limit of a rate, or none of no parts.
func (p *pageView) AtMost(r risk.Rate) string {
	if r.Of == 0 {
		return kit.None
	}
	return spaced(risk.Percent(r.AtMost))
}

// OutOf is the count of a rate and that of which it is.
func (p *pageView) OutOf(r risk.Rate) string { return outOf(kit.Count(r.Count), kit.Count(r.Of)) }

// Plain is an interval as text.
func (p *pageView) Plain(i *stats.Interval) kit.Estimate { return kit.Plain(eval.Interval(*i)) }

// Between are the parts under REVIEW by their score.
func (p *pageView) Between() Guarded {
	b := Guarded{Good: p.Figures.GoodReview.Count, Bad: p.Figures.BadReview.Count}
	for _, g := range p.Guarded {
		b.Good, b.Bad = b.Good-g.Good, b.Bad-g.Bad
	}
	return b
}

// LearnedWords says how many pictures the inspector knows.
func (p *pageView) LearnedWords() lang.Message {
	return kit.Plural(p.Learned, "1 good picture", "%s good pictures")
}

// CheckedWords says what the leak check compared, where it could: LeakWords says where not.
func (p *pageView) CheckedWords() lang.Message {
	return kit.Plural(p.LeakChecked, "compared with 1 learned picture", "compared with %s learned pictures")
}
