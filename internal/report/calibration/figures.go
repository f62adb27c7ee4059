package calibration

import (
	"math"
	"slices"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/stats"
)

// figures are those of the page, in its order.
type figures struct {
	Margins []kit.Drawing
	Zones   []kit.Drawing
	Joint   []kit.Drawing // before and after
	Values  []kit.Drawing // before and after
	Pairs   []kit.Drawing

	l lang.Language
}

// all lists the figures that could be drawn.
func (f *figures) all() []kit.Drawing {
	return slices.DeleteFunc(slices.Concat(f.Joint, f.Values, f.Margins, f.Zones, f.Pairs), kit.Drawing.IsMissing)
}

func (f *figures) drawing(file string, title, caption lang.Message, p *plot.Figure, err error) kit.Drawing {
	return kit.NewDrawing(f.l.Say(title), file, f.l.Say(caption)).With(p, err, f.l.Text("No finite value to show."))
}

// side is a loss before the calibration or after it.
type side struct {
	name string // of files and arrays: before, after
	said lang.Message
	loss *triplets.Combined
}

func sides(c *calibrate.Result) []side {
	out := []side{{"before", lang.T("before"), c.Before}, {"after", lang.T("after"), c.After}}
	return slices.DeleteFunc(out, func(s side) bool { return s.loss == nil })
}

func newFigures(c *calibrate.Result, l lang.Language) *figures {
	f := &figures{l: l}
	lead := c.Terms[0]
	for i, t := range c.Terms {
		f.Margins = append(f.Margins, f.margin(t, i == 0))
		if i > 0 {
			f.Zones = append(f.Zones, f.zone(lead, t))
		}
	}
	for _, s := range sides(c) {
		if len(c.Terms) > 1 {
			f.Joint = append(f.Joint, f.joint(s, lead, c.Terms[1]))
		}
		f.Values = append(f.Values, f.value(s))
	}
	if c.Pairs != nil {
		f.Pairs = []kit.Drawing{f.pair(c.Pairs)}
	}
	return f
}

// margin shows the differences of a distance with its margin.
func (f *figures) margin(t *calibrate.Term, leads bool) kit.Drawing {
	l, name, m := f.l, kit.DistanceName(t.Name), t.RoundedMargin()
	p, err := plot.Histogram{
		Label: l.Text("Differences of the %s distances with the margin", name), XLabel: l.Text("%s distance, d(a,n) − d(a,p)", name), YLabel: l.Text("triplets"),
		Samples: []plot.Sample{{Name: l.Text("triplets"), Values: t.Arrays.Diff}}, Bins: 48, MarkX: m, MarkName: l.Text("margin %s", kit.Number(m)),
	}.Figure()
	caption := lang.T("The hinge acts on what lies left of the dashed line. Left of 0 a triplet is in the wrong order.")
	if !leads {
		caption = kit.Sentences(caption, lang.T("This margin comes from where the distances disagree, not from a share."))
	}
	return f.drawing("margin-"+t.Name, lang.T("Margin, %s", name), caption, p, err)
}

// zone shows where the hinge of a second distance acts. The leading
// distance has few triplets wrong, so of the others only as many are drawn.
func (f *figures) zone(lead, t *calibrate.Term) kit.Drawing {
	var right, wrong []float64
	for i, d := range t.Arrays.Diff {
		if lead.Arrays.AP[i] < lead.Arrays.AN[i] {
			right = append(right, -d)
		} else {
			wrong = append(wrong, -d)
		}
	}
	l, name, leader := f.l, kit.DistanceName(t.Name), kit.DistanceName(lead.Name)
	kept := thinned(right, max(len(wrong), 200))
	rightName := lang.T("%s right", leader)
	if len(kept) < len(right) {
		rightName = lang.T("%s right (1 in %.3g)", leader, float64(len(right))/float64(len(kept)))
	}
	cut := -t.RoundedMargin()
	p, err := plot.Histogram{
		Label:  l.Text("%s differences of the triplets that %s has right and wrong", name, leader),
		XLabel: l.Text("%s distance, d(a,p) − d(a,n)", name), YLabel: l.Text("triplets"),
		Samples: []plot.Sample{{Name: l.Say(rightName), Values: kept}, {Name: l.Text("%s wrong", leader), Values: wrong}},
		Bins:    40, MarkX: cut, MarkName: l.Text("threshold %s", kit.Number(cut)),
	}.Figure()
	caption := lang.T("The %s hinge acts right of the dashed line. The better the two shapes stand apart there, the more it speaks where %s is wrong, and only there.", name, leader)
	return f.drawing("zone-"+t.Name, lang.T("Where the %s term speaks", name), caption, p, err)
}

// thinned are at most n of the values, evenly spaced by rank, so that their
// distribution stays.
func thinned(values []float64, n int) []float64 {
	if len(values) <= n {
		return values
	}
	sorted := slices.Sorted(slices.Values(values))
	out := make([]float64, n)
	for i := range out {
		out[i] = sorted[(2*i+1)*len(sorted)/(2*n)]
	}
	return out
}

// joint shows both differences with the level lines of a loss.
func (f *figures) joint(s side, a, b *calibrate.Term) kit.Drawing {
	l, x, y := f.l, kit.DistanceName(a.Name), kit.DistanceName(b.Name)
	j := plot.JointDensity{
		Lang: l, Label: l.Text("Differences of two distances with the level lines of the loss %s", s.said),
		XLabel: l.Text("%s distance, d(a,n) − d(a,p)", x), YLabel: l.Text("%s distance, d(a,n) − d(a,p)", y), Unit: l.Text("triplets"),
		X: a.Arrays.Diff, Y: b.Arrays.Diff, Zero: true,
		Note: l.Text("correlation %.2f (Pearson)", stats.Pearson(a.Arrays.Diff, b.Arrays.Diff)),
	}
	caption := kit.Sentences(lang.T("Between two lines of the loss lies an equal step of it; hatched is where it is 0 and pulls at nothing."), hingesAct(s.loss.Hinges))
	if at, ok := s.loss.Plane(a.Name, b.Name); ok {
		if x0, x1, y0, y1, err := j.Range(); err == nil {
			grid := plot.NewGrid(x0, x1, y0, y1, 121, 121, at)
			j.Levels = plot.Levels{Name: l.Text("loss"), Grid: grid, At: levelHeights(grid.Values), Zero: l.Text("loss 0")}
		}
	} else {
		caption = kit.Sentences(caption, lang.T("The loss depends on neither of the two, so it has no level lines here."))
	}
	p, err := j.Figure()
	return f.drawing("joint-"+s.name, lang.T("Both differences, %s", s.said), caption, p, err)
}

// levelHeights are some five heights in equal steps.
func levelHeights(values []float64) []float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if kit.IsFinite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if !(lo < hi) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10((hi-lo)/5)))
	for _, more := range []float64{2, 2.5, 2} { // 1, 2, 5, 10
		if (hi-lo)/step > 8 {
			step *= more
		}
	}
	var out []float64
	for k := math.Floor(lo/step) + 1; k*step < hi; k++ {
		out = append(out, k*step)
	}
	return out
}

func (f *figures) value(s side) kit.Drawing {
	l, mean := f.l, s.loss.Value.Mean
	p, err := plot.Histogram{
		Label: l.Text("Loss of each triplet, %s", s.said), XLabel: l.Text("loss of a triplet"), YLabel: l.Text("triplets"),
		Samples: []plot.Sample{{Name: l.Text("triplets"), Values: s.loss.Values}}, Bins: 32,
		MarkX: mean, MarkName: l.Text("mean %s", kit.Number(mean)),
	}.Figure()
	caption := lang.T("%s of %s have a loss of exactly 0 and teach nothing.", kit.Count(s.loss.Zero), kit.Plural(s.loss.Value.N, "1 triplet", "%s triplets"))
	return f.drawing("value-"+s.name, lang.T("The loss, %s", s.said), caption, p, err)
}

func (f *figures) pair(loss *calibrate.PairLoss) kit.Drawing {
	l := f.l
	ap, an := loss.Distances()
	p, err := plot.Histogram{
		Label: l.Text("Distances of same and different pairs with the threshold"), XLabel: "d = " + loss.Distance, YLabel: l.Text("pairs"),
		Samples: []plot.Sample{{Name: l.Text("d(a,p), same class"), Values: ap}, {Name: l.Text("d(a,n), different"), Values: an}},
		Bins:    40, MarkX: loss.At.T, MarkName: "t = " + kit.Number(loss.At.T),
	}.Figure()
	return f.drawing("pairs", lang.T("Same and different by one threshold"),
		lang.T("Pairs left of the dashed line are called the same. At t both are equally likely: the loss pushes each kind to its side."), p, err)
}

// hingesAct says in words on how many triplets each hinge acts.
func hingesAct(hinges []triplet.HingeActivity) lang.Message {
	var out lang.Message
	for _, h := range hinges {
		acts := lang.T("%s acts on %s", h.Hinge, kit.Share(h.Active, h.Triplets))
		if !out.IsZero() {
			acts = lang.T("%s; %s", out, acts)
		}
		out = acts
	}
	if out.IsZero() {
		return lang.T("The loss has no hinge.")
	}
	return lang.T("%s.", out)
}
