package calibration

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/analyze/triplets"
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
}

// all lists the figures that could be drawn.
func (f *figures) all() []kit.Drawing {
	return slices.DeleteFunc(slices.Concat(f.Joint, f.Values, f.Margins, f.Zones, f.Pairs), kit.Drawing.IsMissing)
}

func calibrated(file, title, caption string, p *plot.Figure, err error) kit.Drawing {
	return kit.NewDrawing(title, file, caption).With(p, err, "No finite value to show.")
}

func newFigures(c *calibrate.Result) *figures {
	f := &figures{}
	lead := c.Terms[0]
	for i, t := range c.Terms {
		f.Margins = append(f.Margins, marginFigure(t, i == 0))
		if i > 0 {
			f.Zones = append(f.Zones, zoneFigure(lead, t))
		}
	}
	for _, side := range []struct {
		when string
		loss *triplets.Combined
	}{{"before", c.Before}, {"after", c.After}} {
		if side.loss == nil {
			continue
		}
		if len(c.Terms) > 1 {
			f.Joint = append(f.Joint, jointFigure(side.when, side.loss, lead, c.Terms[1]))
		}
		f.Values = append(f.Values, valueFigure(side.when, side.loss))
	}
	if c.Pairs != nil {
		f.Pairs = []kit.Drawing{pairFigure(c.Pairs)}
	}
	return f
}

// marginFigure shows the differences of a distance with its margin.
func marginFigure(t *calibrate.Term, leads bool) kit.Drawing {
	name := kit.DistanceName(t.Name).String()
	m := t.RoundedMargin()
	f, err := plot.Histogram{
		Label: "Differences of the " + name + " distances with the margin", XLabel: name + " distance, d(a,n) − d(a,p)", YLabel: "triplets",
		Samples: []plot.Sample{{Name: "triplets", Values: t.Arrays.Diff}}, Bins: 48, MarkX: m, MarkName: "margin " + kit.Number(m),
	}.Figure()
	caption := "The hinge acts on what lies left of the dashed line. Left of 0 a triplet is in the wrong order."
	if !leads {
		caption += " This margin comes from where the distances disagree, not from a share."
	}
	return calibrated("margin-"+t.Name, "Margin, "+name, caption, f, err)
}

// zoneFigure shows where the hinge of a second distance acts. The leading
// distance has few triplets wrong, so of the others only as many are drawn.
func zoneFigure(lead, t *calibrate.Term) kit.Drawing {
	var right, wrong []float64
	for i, d := range t.Arrays.Diff {
		if lead.Arrays.AP[i] < lead.Arrays.AN[i] {
			right = append(right, -d)
		} else {
			wrong = append(wrong, -d)
		}
	}
	name, leader := kit.DistanceName(t.Name).String(), kit.DistanceName(lead.Name).String()
	kept := thinned(right, max(len(wrong), 200))
	rightName := leader + " right"
	if len(kept) < len(right) {
		rightName = fmt.Sprintf("%s right (1 in %.3g)", leader, float64(len(right))/float64(len(kept)))
	}
	cut := -t.RoundedMargin()
	f, err := plot.Histogram{
		Label:  name + " differences of the triplets that " + leader + " has right and wrong",
		XLabel: name + " distance, d(a,p) − d(a,n)", YLabel: "triplets",
		Samples: []plot.Sample{{Name: rightName, Values: kept}, {Name: leader + " wrong", Values: wrong}},
		Bins:    40, MarkX: cut, MarkName: "threshold " + kit.Number(cut),
	}.Figure()
	caption := fmt.Sprintf("The %s hinge acts right of the dashed line. The better the two shapes stand apart there, the more it speaks where %s is wrong, and only there.", name, leader)
	return calibrated("zone-"+t.Name, "Where the "+name+" term speaks", caption, f, err)
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

// jointFigure shows both differences with the level lines of a loss.
func jointFigure(when string, loss *triplets.Combined, a, b *calibrate.Term) kit.Drawing {
	x, y := kit.DistanceName(a.Name).String(), kit.DistanceName(b.Name).String()
	j := plot.JointDensity{
		Label:  "Differences of two distances with the level lines of the loss " + when,
		XLabel: x + " distance, d(a,n) − d(a,p)", YLabel: y + " distance, d(a,n) − d(a,p)", Unit: "triplets",
		X: a.Arrays.Diff, Y: b.Arrays.Diff, Zero: true,
		Note: fmt.Sprintf("correlation %.2f (Pearson)", stats.Pearson(a.Arrays.Diff, b.Arrays.Diff)),
	}
	caption := "Between two lines of the loss lies an equal step of it; hatched is where it is 0 and pulls at nothing. " + hingesAct(loss.Hinges)
	if at, ok := loss.Plane(a.Name, b.Name); ok {
		if x0, x1, y0, y1, err := j.Range(); err == nil {
			grid := plot.NewGrid(x0, x1, y0, y1, 121, 121, at)
			j.Levels = plot.Levels{Name: "loss", Grid: grid, At: levelHeights(grid.Values), Zero: "loss 0"}
		}
	} else {
		caption += " The loss depends on neither of the two, so it has no level lines here."
	}
	f, err := j.Figure()
	return calibrated("joint-"+when, "Both differences, "+when, caption, f, err)
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

func valueFigure(when string, loss *triplets.Combined) kit.Drawing {
	f, err := plot.Histogram{
		Label: "Loss of each triplet, " + when, XLabel: "loss of a triplet", YLabel: "triplets",
		Samples: []plot.Sample{{Name: "triplets", Values: loss.Values}}, Bins: 32,
		MarkX: loss.Value.Mean, MarkName: "mean " + kit.Number(loss.Value.Mean),
	}.Figure()
	caption := fmt.Sprintf("%s of %s have a loss of exactly 0 and teach nothing.", kit.Count(loss.Zero), kit.Plural(loss.Value.N, "1 triplet", "%s triplets").String())
	return calibrated("value-"+when, "The loss, "+when, caption, f, err)
}

func pairFigure(p *calibrate.PairLoss) kit.Drawing {
	ap, an := p.Distances()
	f, err := plot.Histogram{
		Label: "Distances of same and different pairs with the threshold", XLabel: "d = " + p.Distance, YLabel: "pairs",
		Samples: []plot.Sample{{Name: "d(a,p), same class", Values: ap}, {Name: "d(a,n), different", Values: an}},
		Bins:    40, MarkX: p.At.T, MarkName: "t = " + kit.Number(p.At.T),
	}.Figure()
	return calibrated("pairs", "Same and different by one threshold",
		"Pairs left of the dashed line are called the same. At t both are equally likely: the loss pushes each kind to its side.", f, err)
}

// hingesAct says in words on how many triplets each hinge acts.
func hingesAct(hinges []triplet.HingeActivity) string {
	var out []string
	for _, h := range hinges {
		out = append(out, fmt.Sprintf("%s acts on %s", h.Hinge, kit.Share(h.Active, h.Triplets)))
	}
	if out == nil {
		return "The loss has no hinge."
	}
	return strings.Join(out, "; ") + "."
}
