package contest

import (
	"cmp"
	_ "embed"
	"io"
	"slices"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = kit.ParsePage("contest", partfigure.Part+pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*Page
	Head      kit.Head
	Lead      []string
	Taught    bool // known bad parts were taught in some count
	Counts    []countView
	Courses   []kit.Figure // AUROC over the number of good or known bad parts
	Legend    partfigure.Legend
	Disagreed []disagreedView
}

// countView is a count as it is shown.
type countView struct {
	Count
	ID     string
	Title  lang.Message
	Rows   []methodRow
	Leads  []leadRow
	Said   []string
	Strip  kit.Figure
	Forest kit.Figure
}

// methodRow is a method of a count.
type methodRow struct {
	Name                            string
	AUROC                           kit.Estimate
	Overkill, Review, Escapes, Kept string
	Heads                           string
}

// leadRow is a method against another.
type leadRow struct {
	Name, Than                 string
	Difference, Range, P, Holm string
	Better, Worse              bool
}

// disagreedView is a part about which two methods differ.
type disagreedView struct {
	Disagreed
	Views [2]partfigure.View
	Above [2]string
}

// writeHTML writes the page. The same Page gives the same bytes.
func (p *Page) writeHTML(w io.Writer) error {
	l := p.Lang
	v := &pageView{Page: p, Head: kit.NewHead(l.Text("comparison"), p.Data, p.Program, p.Machine, p.Time, partfigure.Style, kit.StudyStyle, pageStyle), Courses: p.courses()}
	for i, c := range p.Counts {
		v.Taught = v.Taught || c.Bad > 0
		v.Counts = append(v.Counts, p.count(i, c))
		v.Lead = v.Counts[i].Said // that of the last one stays
	}
	for _, d := range p.Disagreed {
		one := disagreedView{Disagreed: d, Above: [2]string{kit.Ratio(d.Above[0]), kit.Ratio(d.Above[1])}}
		for k, r := range d.Results {
			if r != nil {
				one.Views[k] = partfigure.Scale{Thresholds: d.Thresholds[k]}.View(partfigure.Judged{File: d.File, Picture: d.Picture, Result: r})
			}
		}
		v.Disagreed = append(v.Disagreed, one)
	}
	// Each inspector has thresholds of its own; places on the scale are the same.
	v.Legend = partfigure.Scale{Thresholds: risk.Thresholds{Low: 1, High: 2}}.Legend()
	v.Legend.Ticks[0].Text, v.Legend.Ticks[1].Text = lang.T("REVIEW"), lang.T("NG")
	return kit.RenderPage(w, pageTemplate, v, l)
}

// Title names what a count learned from.
func (c *Count) Title() lang.Message {
	good := kit.Plural(c.Good, "1 good part", "%s good parts")
	if c.Bad == 0 {
		return lang.T("Learned from %s", good)
	}
	return lang.T("Learned from %s and %s", good, kit.Plural(c.Bad, "1 known bad part", "%s known bad parts"))
}

// count is a count as it is shown.
func (p *Page) count(i int, c Count) countView {
	l := p.Lang
	v := countView{Count: c, ID: "count" + kit.Count(i+1), Title: c.Title(), Strip: p.strip(c), Forest: p.forest(c)}
	for _, m := range c.Methods {
		r := methodRow{
			Name: m.Method, AUROC: kit.Plain(eval.Interval(m.AUROC)), Overkill: percent(m.Overkill), Review: percent(m.Review), Escapes: percent(m.Escapes),
			Kept: l.Text("%d of %d", m.Kept, c.Draws), Heads: kit.None,
		}
		if strings.Contains(m.Method, Taught) {
			r.Heads = l.Text("%d of %d", m.Heads, c.Draws)
		}
		v.Rows = append(v.Rows, r)
	}
	for _, s := range c.Verdicts {
		v.Said = append(v.Said, kit.Typeset(l.Say(s)))
	}
	for _, x := range c.Leads {
		r := leadRow{Name: x.Method, Than: x.Than, Difference: kit.SignedPoints(x.Mean.Value), P: kit.ShortP(x.P), Holm: kit.ShortP(x.Adjusted)}
		r.Range = l.Text("%s to %s", kit.SignedPoints(x.Mean.Lo), kit.SignedPoints(x.Mean.Hi))
		r.Better, r.Worse = x.Adjusted < 1-x.Confidence && x.Mean.Value > 0, x.Adjusted < 1-x.Confidence && x.Mean.Value < 0
		v.Leads = append(v.Leads, r)
	}
	return v
}

// percent is a share with spaces that do not break.
func percent(share float64) string { return strings.ReplaceAll(risk.Percent(share), " ", "\u00a0") }

// forest shows the differences.
func (p *Page) forest(c Count) kit.Figure {
	l := p.Lang
	f := plot.Forest{
		Lang: l, Label: l.Text("Paired differences of AUROC"), XLabel: l.Text("points of AUROC, the first minus the second"),
		Zero: true, Left: l.Text("the second better"), Right: l.Text("the first better"),
	}
	for _, x := range c.Leads {
		f.Rows = append(f.Rows, plot.Estimate{
			Name: l.Text("%s − %s", x.Method, x.Than), Point: 100 * x.Mean.Value, Low: 100 * x.Mean.Lo, High: 100 * x.Mean.Hi,
			Text: l.Text("%s (%s to %s)", kit.SignedPoints(x.Mean.Value), kit.SignedPoints(x.Mean.Lo), kit.SignedPoints(x.Mean.Hi)),
		})
	}
	fig, err := f.Figure()
	wide := kit.Drawn(l.Text("Differences"), l.Text("Each row is the mean difference over the draws, on the same parts. The interval is over draws and tested parts at once; one that holds 0 is no proof of equality."), l.Text("There is one method only."), fig, err)
	f.Narrow = true
	return wide.WithNarrow(f.Figure())
}

// strip shows AUROC draw by draw.
func (p *Page) strip(c Count) kit.Figure {
	l := p.Lang
	s := plot.Strip{Label: l.Text("AUROC of every draw"), YLabel: l.Text("AUROC"), Paired: true, DotName: l.Text("one draw"), PairName: l.Text("the same draw"), MeanName: l.Text("mean")}
	for _, m := range c.Methods {
		s.Columns = append(s.Columns, plot.Sample{Name: m.Method, Values: m.Draws})
	}
	fig, err := s.Figure()
	return kit.Drawn(l.Text("Every draw"), l.Text("Lines join what was learned from the same parts. Where they run level, a difference can be seen through the spread of the draws."), l.Text("There is no draw to show."), fig, err)
}

// courses show AUROC over how many good parts, and over how many known bad parts were learned from, where there are
// several numbers.
func (p *Page) courses() []kit.Figure {
	l := p.Lang
	course := func(title, x lang.Message, of func(c Count) int, among func(c Count) bool) (kit.Figure, bool) {
		chart := plot.LineChart{Label: l.Say(title), XLabel: l.Say(x), YLabel: l.Text("AUROC")}
		at, numbers := map[string]int{}, map[int]bool{}
		order := slices.Clone(p.Counts)
		slices.SortStableFunc(order, func(a, b Count) int { return cmp.Compare(of(a), of(b)) })
		for _, c := range order {
			if !among(c) {
				continue
			}
			numbers[of(c)] = true
			for _, m := range c.Methods {
				k, ok := at[m.Method]
				if !ok {
					k = len(chart.Series)
					at[m.Method] = k
					chart.Series = append(chart.Series, plot.Series{Name: m.Method})
				}
				chart.Series[k].X, chart.Series[k].Y = append(chart.Series[k].X, float64(of(c))), append(chart.Series[k].Y, m.AUROC.Value)
			}
		}
		if len(numbers) < 2 {
			return kit.Figure{}, false
		}
		fig, err := chart.Figure()
		return kit.Drawn(l.Say(title), l.Text("Means over the draws."), l.Text("There is nothing to show."), fig, err), true
	}
	var out []kit.Figure
	last := p.Counts[len(p.Counts)-1]
	if f, ok := course(lang.T("By the number of good parts"), lang.T("good parts learned from"), func(c Count) int { return c.Good }, func(c Count) bool { return c.Bad == last.Bad }); ok {
		out = append(out, f)
	}
	if f, ok := course(lang.T("By the number of known bad parts"), lang.T("known bad parts learned from"), func(c Count) int { return c.Bad }, func(c Count) bool { return c.Good == last.Good }); ok {
		out = append(out, f)
	}
	return out
}
