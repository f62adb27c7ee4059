package cli

import (
	"path/filepath"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/lang"
	"mekiki/internal/report/calibration"
	"mekiki/internal/work"
)

// calibrationText prints a calibration for people.
func calibrationText(t *table, d *calibration.Page, dir string) {
	c := d.Result
	t.line("%s", lang.Saved(d.Source))
	t.line("")
	t.line("distance\tin order\tsd of difference\tIQR\tgradient\tweight by spread\tby IQR\tby gradient\tin the formula")
	for _, term := range c.Terms {
		w := term.Weight
		t.line("%s\t%.1f %%\t%.4g\t%.4g\t%.4g\t%.3g\t%.3g\t%.3g\t%.2g", distanceName(term.Name), 100*term.Share, w.SD, w.IQR, w.Gradient, w.BySpread, w.Robust, w.ByGradient, w.Rounded)
	}
	for _, term := range c.Terms {
		t.line("")
		t.line("%s: weight %.2g: %s", distanceName(term.Name), term.Weight.Rounded, term.Weight.Reason)
		if term.Zone != nil {
			t.line("  by gradient it would be %.2g, %.2g times that by spread: %s", term.Weight.ByGradient, term.Weight.Ratio, term.Weight.RatioReason())
			calibrationZone(t, term)
			continue
		}
		t.line("%s: margin %.4g: %s", distanceName(term.Name), term.RoundedMargin(), term.Margin.Reason)
		t.line("  active, d(a,n)-d(a,p) < m\tm\teasy, d(a,n) > d(a,p)+m\tsemi-hard, d(a,p) < d(a,n) <= d(a,p)+m\thard, d(a,n) <= d(a,p)")
		for _, e := range term.Margin.Shown() {
			t.line("  %.0f %%: %d\t%.4g\t%d\t%d\t%d", 100*e.Share, e.Active, e.Margin, e.Easy, e.SemiHard, e.Hard)
		}
	}
	if c.Before != nil {
		t.line("")
		t.line("before\t%s\t%s", c.Before.Formula, calibrate.Acting(c.Before.Hinges))
		t.line("after\t%s\t%s", c.After.Formula, calibrate.Acting(c.After.Hinges))
	}
	t.line("")
	t.line("1. %s:", c.Loss.Reason)
	t.line("  %s", c.Loss.Formula)
	if p := c.Pairs; p != nil {
		t.line("2. %s:", p.Reason)
		t.line("  %s", p.Formula)
		t.line("  at t it tells %.1f %% of these pairs right; the best threshold, %.4g, %.1f %%", 100*p.At.Accuracy, p.At.BestT, 100*p.At.Best)
		for _, q := range p.Alone {
			t.line("  %s alone: t = %.4g, %.1f %%; best %.4g, %.1f %%", distanceName(q.Distance), q.T, 100*q.Accuracy, q.BestT, 100*q.Best)
		}
	}
	t.line("")
	for _, n := range d.Notes {
		t.line("note: %s", lang.Saved(n))
	}
	for _, n := range c.Notes {
		t.line("note: %s", n)
	}
	t.line("page\t%s", filepath.Join(dir, calibration.HTMLFile))
	t.line("train\tmekiki train --config %s", work.ShellWord(filepath.Join(dir, d.ConfigFile)))
}

func calibrationZone(t *table, term *calibrate.Term) {
	z := term.Zone
	t.line("%s: margin %.4g: %s", distanceName(term.Name), term.RoundedMargin(), z.Reason)
	t.line("  both right %d, only %s %d, only %s %d, none %d", z.Both, distanceName(z.Leader), z.OnlyLeader, distanceName(term.Name), z.OnlyThis, z.Neither)
	t.line("  threshold\tsilent where %s is right\tacts where it is wrong\tJ", distanceName(z.Leader))
	for _, e := range append([]calibrate.ZoneEffect{z.At}, z.Others...) {
		t.line("  %.4g\t%.1f %%\t%.1f %%\t%.2f", e.Threshold, 100*e.Silent, 100*e.Acts, e.J)
	}
}
