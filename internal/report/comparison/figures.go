package comparison

import (
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/study"
)

// headlineForest shows the deciding differences with their intervals.
func headlineForest(c *Page) kit.Figure {
	l := c.Lang
	f := plot.Forest{
		Lang:   l,
		Label:  l.Text("Paired differences to %s with 95 %% intervals", c.Baseline),
		XLabel: l.Text("percentage points, loss minus %s", c.Baseline),
		Zero:   true, Left: l.Text("%s better", c.Baseline), Right: l.Text("better than %s", c.Baseline), DotsName: l.Text("one seed"),
	}
	for _, m := range c.Headline.Measures {
		for i, d := range m.Differences {
			name := l.Say(m.Measure.Short)
			if len(m.Differences) > 1 {
				name = l.Text("%s, %s", d.Loss, m.Measure.Short)
			}
			f.Rows = append(f.Rows, estimateRow(l, name, m, i))
		}
	}
	fig, err := f.Figure()
	wide := kit.Drawn(l.Text("Differences to %s", c.Baseline),
		l.Text("Each row is a mean difference over the seeds with its 95 %% interval; right of 0 the loss is better. An interval that holds 0 is no proof of equality: the verdict says how large a difference these seeds would have shown."),
		l.Text("No pair of runs has figures."), fig, err)
	f.Narrow = true
	return wide.WithNarrow(f.Figure())
}

// measureForest shows the i-th loss in every measure, errors turned around so
// that right is better throughout.
func measureForest(c *Page, i int) kit.Figure {
	l, name := c.Lang, c.Losses[i+1].Name
	f := plot.Forest{
		Lang:   l,
		Label:  l.Text("All paired differences of %s to %s", name, c.Baseline),
		XLabel: l.Text("percentage points, the better side to the right"),
		Zero:   true, Left: l.Text("%s better", c.Baseline), Right: l.Text("%s better", name),
	}
	for _, m := range c.Measures {
		e := estimateRow(l, l.Text("%s, %s", m.Measure.Brief, shortDistance(m.Distance)), m, i)
		e.Dots = nil
		f.Rows = append(f.Rows, e)
	}
	fig, err := f.Figure()
	wide := kit.Drawn(l.Text("Every measure, %s", name), l.Text("Means with 95 %% intervals, not corrected for being many: of twenty such intervals one misses 0 by chance alone. Equal error rates are turned around, so that right is always better."),
		l.Text("No pair of runs has figures."), fig, err)
	f.Narrow = true
	return wide.WithNarrow(f.Figure())
}

// estimateRow is the i-th difference of a measure, in points, right is better.
func estimateRow(l lang.Language, name string, m study.Comparable, i int) plot.Estimate {
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
		e.Text = l.Text("%s (%s to %s)", e.Text, kit.SignedPoints(e.Low/100), kit.SignedPoints(e.High/100))
	}
	return e
}

// strips shows the single runs of each headline measure.
func strips(c *Page) []kit.Figure {
	l := c.Lang
	var out []kit.Figure
	for _, m := range c.Headline.Measures {
		s := plot.Strip{
			Label: l.Text("%s of every run", m.Measure.Name), YLabel: l.Text("%s, %%", m.Measure.Short),
			Paired: true, DotName: l.Text("one run"), PairName: l.Text("the same seed"), MeanName: l.Text("mean"),
		}
		for _, v := range m.Values {
			col := plot.Sample{Name: v.Loss}
			for _, x := range v.PerSeed {
				col.Values = append(col.Values, 100*x)
			}
			s.Columns = append(s.Columns, col)
		}
		fig, err := s.Figure()
		out = append(out, kit.Drawn(l.Say(m.Measure.Name), l.Text("Lines join runs of one seed, which had the same triplets and initial weights. Where the lines run level, a difference of the losses can be seen through the spread of the seeds."),
			l.Text("No run has this figure."), fig, err))
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
