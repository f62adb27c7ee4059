package tuning

import (
	"cmp"
	_ "embed"
	"maps"
	"math"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/study"
)

//go:embed page.html.tmpl
var pageText string

var pageTemplate = kit.ParsePage("tuning", pageText, nil)

// pageView is what the template of a search sees.
type pageView struct {
	*Page
	Head     kit.Head
	Lead     string
	Cost     lang.Message // what the search took
	Names    []string     // of the parameters
	Checks   []checkRow
	History  kit.Figure
	Seeds    kit.Figure
	Effects  []kit.Figure
	Rows     []trialRow
	More     int // trials that Rows leaves out
	Failures []*study.Trial
}

// checkRow is one candidate of the check as text.
type checkRow struct {
	Name, Searched, Mean, SD, Difference, Range string
	Params                                      []string
	Best                                        bool
}

// trialRow is one trial as text.
type trialRow struct {
	Number, Epochs, Trained int
	Params                  []string
	Value, By, Seconds      string
	Best                    bool
}

// trialsShown is how many trials the page lists; trials.jsonl has all.
const trialsShown = 30

func newPageView(t *Page) *pageView {
	l := t.Lang
	p := &pageView{Page: t, Head: kit.NewHead(l.Text("search"), t.Loss, t.Program, t.Machine, t.Time, kit.StudyStyle), Lead: kit.Typeset(l.Say(t.Verdict)), Cost: cost(t)}
	for _, r := range t.Ranges {
		p.Names = append(p.Names, r.Name)
	}
	for _, c := range t.Check {
		p.Checks = append(p.Checks, p.check(c))
	}
	for _, trial := range t.Trials {
		if trial.Error != "" {
			p.Failures = append(p.Failures, trial)
		}
	}
	p.History, p.Seeds = historyFigure(t), checkFigure(t)
	for _, r := range t.Ranges {
		p.Effects = append(p.Effects, effectFigure(t, r))
	}
	order := slices.Clone(t.Trials)
	slices.SortStableFunc(order, func(a, b *study.Trial) int {
		ea, va := last(a)
		eb, vb := last(b)
		return cmp.Or(cmp.Compare(eb, ea), cmp.Compare(vb, va))
	})
	for _, trial := range order[:min(trialsShown, len(order))] {
		p.Rows = append(p.Rows, p.trial(trial))
	}
	p.More = len(order) - len(p.Rows)
	return p
}

// cost says how far the search went and what that took.
func cost(t *Page) lang.Message {
	var rungs lang.List
	for _, epochs := range t.Rungs {
		rungs = append(rungs, lang.T("%d", epochs))
	}
	trials, spent := kit.Count(len(t.Trials)), lang.T("%s of wall time", kit.Seconds(t.Spent))
	if t.Budget != 0 {
		spent = lang.T("%s of a budget of %s", kit.Seconds(t.Spent), kit.Seconds(t.Budget))
	}
	if t.Sessions > 1 {
		spent = lang.T("%s over %d sessions", spent, t.Sessions)
	}
	return lang.T("Rungs at %s epochs; %s trials in %s, %s.", rungs, trials, lang.Plural(len(t.Brackets), "one bracket", "%d brackets"), spent)
}

// last is the last rung of a trial and its value; 0 and NaN if there is none.
func last(t *study.Trial) (epochs int, value float64) {
	if len(t.Rungs) == 0 {
		return 0, math.NaN()
	}
	r := t.Rungs[len(t.Rungs)-1]
	return r.Epochs, r.Value
}

func (p *pageView) check(c study.Checked) checkRow {
	r := checkRow{
		Name: p.Lang.Say(trialName(c.Trial)), Params: p.params(c.Params), Searched: kit.Percentage(c.Searched), Mean: kit.Percentage(c.Mean),
		Best: c.Trial == p.Best.Number, Difference: kit.None, Range: kit.None,
	}
	if kit.IsFinite(c.SD) {
		r.SD = "± " + kit.Percentage(c.SD)
	}
	if c.Trial > 0 {
		l := p.Lang
		r.Difference = kit.SignedPoints(c.Paired.Mean)
		if c.Paired.HasInterval() {
			r.Range = l.Text("%s to %s", kit.SignedPoints(c.Paired.Lo), kit.SignedPoints(c.Paired.Hi))
		}
	}
	return r
}

func trialName(n int) lang.Message {
	if n == 0 {
		return lang.T("as given")
	}
	return lang.T("trial %d", n)
}

func (p *pageView) params(values map[string]float64) []string {
	var out []string
	for _, name := range p.Names {
		out = append(out, kit.Number(values[name]))
	}
	return out
}

func (p *pageView) trial(t *study.Trial) trialRow {
	r := trialRow{Number: t.Number, Params: p.params(t.Params), Value: kit.None, Seconds: kit.None, Best: t.Number == p.Best.Number}
	if n := len(t.Rungs); n > 0 {
		rung := t.Rungs[n-1]
		r.Epochs, r.Trained = rung.Epochs, rung.Trained
		r.Value, r.By, r.Seconds = kit.Percentage(rung.Value), p.Lang.Say(kit.ByDistance(rung.By)), p.Lang.Say(kit.Seconds(rung.Seconds))
	}
	return r
}

// byRung groups trials by rung: each rung has the trials that came to it, placed
// by x; farthest keeps only each trial's last rung.
func byRung(t *Page, x func(*study.Trial) float64, farthest bool) []plot.Series {
	groups := map[int]*plot.Series{}
	for _, trial := range t.Trials {
		for i, r := range trial.Rungs {
			if farthest && i+1 < len(trial.Rungs) {
				continue
			}
			if groups[r.Epochs] == nil {
				groups[r.Epochs] = &plot.Series{Name: t.Lang.Say(kit.Plural(r.Epochs, "1 epoch", "%s epochs"))}
			}
			g := groups[r.Epochs]
			g.X, g.Y = append(g.X, x(trial)), append(g.Y, 100*r.Value)
		}
	}
	var out []plot.Series
	for _, epochs := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, *groups[epochs])
	}
	return out
}

func historyFigure(t *Page) kit.Figure {
	l := t.Lang
	f := plot.Points{
		Label: l.Text("The objective of every trial at every rung"), XLabel: l.Text("trial"), YLabel: l.Text("%s, %%", objectiveName(t)), WholeX: true,
		Groups: byRung(t, func(trial *study.Trial) float64 { return float64(trial.Number) }, false),
	}
	best := plot.Series{Name: l.Text("best so far")}
	top := math.Inf(-1)
	for _, trial := range t.Trials {
		for _, r := range trial.Rungs {
			top = max(top, 100*r.Value)
		}
		if !math.IsInf(top, 0) {
			best.X, best.Y = append(best.X, float64(trial.Number)), append(best.Y, top)
		}
	}
	f.Steps = []plot.Series{best}
	fig, err := f.Figure()
	return kit.Drawn(l.Text("History"), l.Text("Each mark is a trial at a rung; those that went on have several, one above the other. The line is the best so far, which rises by chance alone as trials are added: that is why the best ones are checked again."),
		l.Text("No trial has a figure."), fig, err)
}

// effectFigure shows what one parameter does.
func effectFigure(t *Page, r study.Range) kit.Figure {
	l := t.Lang
	f := plot.Points{
		Label: l.Text("The objective against %s", r.Name), XLabel: r.Name, YLabel: l.Text("%s, %%", objectiveName(t)), LogX: r.Log,
		Groups: byRung(t, func(trial *study.Trial) float64 { return trial.Params[r.Name] }, true),
	}
	fig, err := f.Figure()
	return kit.Drawn(r.Name, l.Text("Each trial once, at the last rung that it came to. A clear hill shows that the parameter matters; the best value should lie inside of the range, not at its edge."),
		l.Text("No trial has a figure."), fig, err)
}

func checkFigure(t *Page) kit.Figure {
	l := t.Lang
	s := plot.Strip{
		Label: l.Text("The candidates on the seeds of the check"), YLabel: l.Text("%s, %%", objectiveName(t)),
		Paired: true, DotName: l.Text("one seed"), PairName: l.Text("the same seed"), MeanName: l.Text("mean"),
	}
	for _, c := range t.Check {
		col := plot.Sample{Name: l.Say(trialName(c.Trial))}
		for _, v := range c.Values {
			col.Values = append(col.Values, 100*v)
		}
		s.Columns = append(s.Columns, col)
	}
	fig, err := s.Figure()
	return kit.Drawn(l.Text("The check"), l.Text("Seeds that the search did not use, with triplets and initial weights of their own, the same for every candidate."),
		l.Text("The budget ended before the check."), fig, err)
}

// objectiveName is the objective without its explanation.
func objectiveName(t *Page) string {
	name, _, _ := strings.Cut(t.Lang.Say(t.Objective), ":")
	return name
}
