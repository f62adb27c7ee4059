package comparison

import (
	"fmt"

	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/study"
)

// headlineForest shows the deciding differences with their intervals.
func headlineForest(c *Page) kit.Figure {
	f := plot.Forest{
		Label:  "Paired differences to " + c.Baseline + " with 95 % intervals",
		XLabel: "percentage points, loss minus " + c.Baseline,
		Zero:   true, Left: c.Baseline + " better", Right: "better than " + c.Baseline, DotsName: "one seed",
	}
	for _, m := range c.Headline.Measures {
		for i, d := range m.Differences {
			name := m.Measure.Short
			if len(m.Differences) > 1 {
				name = d.Loss + ", " + name
			}
			f.Rows = append(f.Rows, estimateRow(name, m, i))
		}
	}
	fig, err := f.Figure()
	wide := kit.Drawn("Differences to "+c.Baseline,
		"Each row is a mean difference over the seeds with its 95 % interval; right of 0 the loss is better. An interval that holds 0 is no proof of equality: the verdict says how large a difference these seeds would have shown.",
		"No pair of runs has figures.", fig, err)
	f.Narrow = true
	return wide.WithNarrow(f.Figure())
}

// measureForest shows the i-th loss in every measure, errors turned around so
// that right is better throughout.
func measureForest(c *Page, i int) kit.Figure {
	name := c.Losses[i+1].Name
	f := plot.Forest{
		Label:  "All paired differences of " + name + " to " + c.Baseline,
		XLabel: "percentage points, the better side to the right",
		Zero:   true, Left: c.Baseline + " better", Right: name + " better",
	}
	for _, m := range c.Measures {
		e := estimateRow(m.Measure.Brief+", "+shortDistance(m.Distance), m, i)
		e.Dots = nil
		f.Rows = append(f.Rows, e)
	}
	fig, err := f.Figure()
	wide := kit.Drawn("Every measure, "+name, "Means with 95 % intervals, not corrected for being many: of twenty such intervals one misses 0 by chance alone. Equal error rates are turned around, so that right is always better.",
		"No pair of runs has figures.", fig, err)
	f.Narrow = true
	return wide.WithNarrow(f.Figure())
}

// estimateRow is the i-th difference of a measure, in points, right is better.
func estimateRow(name string, m study.Comparable, i int) plot.Estimate {
	d := m.Differences[i].Paired
	sign := 100.0
	lo, hi := d.Lo, d.Hi
	if m.Measure.SmallerIsBetter {
		sign, lo, hi = -sign, hi, lo
	}
	e := plot.Estimate{Name: name, Point: sign * d.Mean, Low: sign * lo, High: sign * hi}
	base := m.Values[0].PerSeed
	for s, v := range m.Values[i+1].PerSeed {
		e.Dots = append(e.Dots, sign*(v-base[s]))
	}
	e.Text = kit.SignedPoints(e.Point / 100)
	if d.HasInterval() {
		e.Text = fmt.Sprintf("%s (%s to %s)", e.Text, kit.SignedPoints(e.Low/100), kit.SignedPoints(e.High/100))
	}
	return e
}

// strips shows the single runs of each headline measure.
func strips(c *Page) []kit.Figure {
	var out []kit.Figure
	for _, m := range c.Headline.Measures {
		s := plot.Strip{
			Label: m.Measure.Name + " of every run", YLabel: m.Measure.Short + ", %",
			Paired: true, DotName: "one run", PairName: "the same seed", MeanName: "mean",
		}
		for _, v := range m.Values {
			col := plot.Sample{Name: v.Loss}
			for _, x := range v.PerSeed {
				col.Values = append(col.Values, 100*x)
			}
			s.Columns = append(s.Columns, col)
		}
		fig, err := s.Figure()
		out = append(out, kit.Drawn(m.Measure.Name, "Lines join runs of one seed, which had the same triplets and initial weights. Where the lines run level, a difference of the losses can be seen through the spread of the seeds.",
			"No run has this figure.", fig, err))
	}
	return out
}

// shortDistance is a distance in a narrow place.
func shortDistance(name string) string {
	switch name {
	case "cosine":
		return "cos"
	case "euclidean":
		return "euc"
	}
	return name
}
