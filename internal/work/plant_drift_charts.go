package work

import (
	"mekiki/internal/spc"
	"mekiki/internal/stats"
)

func (g *DriftGroup) quantiles(scores []float64) {
	if len(scores) < DriftLeastParts {
		return
	}
	q := stats.Quantiles(scores, 0.5, 0.95)
	g.Median, g.Upper = &q[0], &q[1]
}

// charts holds groups against those of the base line; of nil there are no limits.
func (d *Drift) charts(base []DriftGroup) {
	for _, c := range []struct {
		kind  string
		found func(DriftGroup) int
	}{
		{ChartNG, func(g DriftGroup) int { return g.NG }},
		{ChartReview, func(g DriftGroup) int { return g.Review }},
		{ChartHeld, func(g DriftGroup) int { return g.Held }},
	} {
		d.Charts = append(d.Charts, shares(c.kind, d.Groups, base, c.found))
	}
	for _, c := range []struct {
		kind string
		of   func(DriftGroup) *float64
	}{
		{ChartMedian, func(g DriftGroup) *float64 { return g.Median }},
		{ChartUpper, func(g DriftGroup) *float64 { return g.Upper }},
	} {
		d.Charts = append(d.Charts, quantiles(c.kind, d.Groups, base, c.of))
	}
}

// shares is a p-chart.
func shares(kind string, groups, base []DriftGroup, found func(DriftGroup) int) DriftChart {
	c := DriftChart{Kind: kind, Points: []DriftPoint{}, Signals: []DriftSignal{}}
	for i, g := range groups {
		c.Points = append(c.Points, DriftPoint{Group: i, Value: float64(found(g)) / float64(g.Parts)})
	}
	if base == nil {
		return c
	}
	counts := make([]spc.Count, len(base))
	for i, g := range base {
		counts[i] = spc.Count{Found: found(g), Of: g.Parts}
	}
	s := spc.NewShares(counts)
	c.Centre, c.Dispersion, c.FalseRun = s.Share, s.Dispersion, spc.RunOfWesternElectric
	z := make([]float64, len(groups))
	for i, g := range groups {
		z[i] = s.Z(spc.Count{Found: found(g), Of: g.Parts})
		lo, hi := s.Limits(g.Parts, 3)
		c.Points[i].Limits = &[2]float64{lo, hi}
	}
	c.signal(groups, spc.Signals(z, spc.WesternElectric()...))
	return c
}

// quantiles is a chart of single values with their moving average. Groups without a value are left out.
func quantiles(kind string, groups, base []DriftGroup, of func(DriftGroup) *float64) DriftChart {
	c := DriftChart{Kind: kind, Points: []DriftPoint{}, Signals: []DriftSignal{}}
	for i, g := range groups {
		if v := of(g); v != nil {
			c.Points = append(c.Points, DriftPoint{Group: i, Value: *v})
		}
	}
	var before []float64
	for _, g := range base {
		if v := of(g); v != nil {
			before = append(before, *v)
		}
	}
	if len(before) < DriftLeastGroups {
		return c
	}
	s := spc.NewIndividuals(before)
	c.Centre, c.Sigma, c.FalseRun = s.Mean, s.Sigma, spc.RunOfSmoothed
	z := make([]float64, len(c.Points))
	for i, p := range c.Points {
		z[i] = s.Z(p.Value)
	}
	for i, a := range spc.EWMA(z, spc.Weight) {
		w := spc.EWMALimit(i, spc.Weight, spc.Width)
		c.Points[i].Limits = &[2]float64{s.Value(-3), s.Value(3)}
		c.Points[i].Smoothed = &SmoothedAverage{s.Value(a), [2]float64{s.Value(-w), s.Value(w)}}
	}
	c.signal(groups, append(spc.Signals(z, spc.Beyond), spc.SmoothedSignals(z)...))
	return c
}

// signal adds what rules found at points.
func (c *DriftChart) signal(groups []DriftGroup, list []spc.Signal) {
	for i := range c.Points {
		c.Points[i].Rules = spc.At(list, i)
	}
	for _, s := range list {
		c.Signals = append(c.Signals, DriftSignal{s.Rule, s.Up, groups[c.Points[s.From].Group].From, groups[c.Points[s.To].Group].To})
	}
}
