package cli

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/report"
	"mekiki/internal/train"
)

// calibratedConfig is a config file for 'mekiki train': the suggested loss, the
// second one as a comment, and the data that it was calibrated on.
func calibratedConfig(cfg train.Config, d *report.CalibrationData) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Written by: %s\n# %s\n\n", strings.ReplaceAll(d.Command, "\n", " "), d.Source)
	fmt.Fprintf(&b, "# 1. %s.\nloss: %s\n", d.Result.Loss.Reason, yamlText(d.Result.Loss.Formula))
	if p := d.Result.Pairs; p != nil {
		fmt.Fprintf(&b, "# 2. %s.\n# To train with this one, take away the # here and the line above.\n# loss: %s\n", p.Reason, yamlText(p.Formula))
	}
	b.WriteString("\n# The triplets that it was calibrated on.\n")
	for _, key := range dataKeys {
		if isFolderSetting(key) && configField(&cfg, key).IsZero() {
			continue
		}
		v := configText(&cfg, key)
		if isFolderSetting(key) && configField(&cfg, key).Kind() == reflect.String {
			v = yamlText(configField(&cfg, key).String())
		}
		if key == "data" || key == "triplets" {
			if v == "" {
				continue
			}
			path, err := filepath.Abs(v) // the file may be used from anywhere
			if err != nil {
				return "", err
			}
			v = yamlText(path)
		}
		fmt.Fprintf(&b, "%s: %s\n", key, v)
	}
	return b.String(), nil
}

// yamlText quotes a text of one line.
func yamlText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// calibrationText prints a calibration for people.
func calibrationText(t *table, d *report.CalibrationData, dir string) {
	c := d.Result
	t.line("%s", d.Source)
	t.line("")
	t.line("distance\tin order\tsd of difference\tIQR\tgradient\tweight by spread\tby IQR\tby gradient\tin the formula")
	for _, term := range c.Terms {
		w := term.Weight
		t.line("%s\t%.1f %%\t%.4g\t%.4g\t%.4g\t%.3g\t%.3g\t%.3g\t%.2g", term.Name, 100*term.Share, w.SD, w.IQR, w.Gradient, w.BySpread, w.Robust, w.ByGradient, w.Rounded)
	}
	for _, term := range c.Terms {
		t.line("")
		t.line("%s: weight %.2g: %s", term.Name, term.Weight.Rounded, term.Weight.Reason)
		if term.Zone != nil {
			t.line("  by gradient it would be %.2g, %.2g times that by spread: %s", term.Weight.ByGradient, term.Weight.Ratio, term.Weight.RatioReason())
			calibrationZone(t, term)
			continue
		}
		t.line("%s: margin %.4g: %s", term.Name, term.RoundedMargin(), term.Margin.Reason)
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
			t.line("  %s alone: t = %.4g, %.1f %%; best %.4g, %.1f %%", q.Distance, q.T, 100*q.Accuracy, q.BestT, 100*q.Best)
		}
	}
	t.line("")
	for _, n := range append(d.Notes, c.Notes...) {
		t.line("note: %s", n)
	}
	t.line("page\t%s", filepath.Join(dir, report.CalibrationHTML))
	t.line("train\tmekiki train --config %s", shellWord(filepath.Join(dir, d.ConfigFile)))
}

func calibrationZone(t *table, term *calibrate.Term) {
	z := term.Zone
	t.line("%s: margin %.4g: %s", term.Name, term.RoundedMargin(), z.Reason)
	t.line("  both right %d, only %s %d, only %s %d, none %d", z.Both, z.Leader, z.OnlyLeader, term.Name, z.OnlyThis, z.Neither)
	t.line("  threshold\tsilent where %s is right\tacts where it is wrong\tJ", z.Leader)
	for _, e := range append([]calibrate.ZoneEffect{z.At}, z.Others...) {
		t.line("  %.4g\t%.1f %%\t%.1f %%\t%.2f", e.Threshold, 100*e.Silent, 100*e.Acts, e.J)
	}
}
