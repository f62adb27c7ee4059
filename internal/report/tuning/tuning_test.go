package tuning

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/stats"
	"mekiki/internal/study"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// tuned is a made-up search of nine trials over two parameters.
func tuned() *Page {
	t := &study.Tuning{
		Verdict: lang.T("Trial 2 (w = 0.2) is the best found (difference +0.70 points, 95 %% interval -0.10 to +1.50)."),
		Loss:    "let w = 0.5; let m = 1; w*relu(cos_ap - cos_an + m)", Formula: "0.2*relu(cos_ap - cos_an + 1)",
		Objective: lang.T("validation pair accuracy: told right"), Untouched: lang.T("no test triplet was looked at."),
		Ranges: []study.Range{{Name: "w", Lo: 0.01, Hi: 1, Log: true}, {Name: "m", Lo: -2, Hi: 2}},
		Method: lang.T("Successive halving."), Rungs: []int{1, 3, 9}, Brackets: []int{9}, Seed: 1001, CheckSeeds: []uint64{1002, 1003},
		Budget: 600, Spent: 540, Sessions: 2, Whole: true,
	}
	for i := range 9 {
		trial := &study.Trial{Number: i + 1, Bracket: 1, Params: map[string]float64{"w": 0.1 * float64(i+1), "m": float64(i%3) - 1}, Folder: "run"}
		for k, epochs := range t.Rungs {
			if i < []int{9, 3, 1}[k] {
				trial.Rungs = append(trial.Rungs, study.Rung{Epochs: epochs, Trained: epochs, Value: 0.8 + 0.01*float64(i+k), By: "own", Seconds: 1.5})
			}
		}
		t.Trials = append(t.Trials, trial)
	}
	t.Trials[8].Rungs, t.Trials[8].Error = nil, "training diverged"
	t.Best = *t.Trials[1]
	base := []float64{0.9, 0.91}
	for i, values := range [][]float64{base, {0.91, 0.915}, {0.88, math.NaN()}} {
		c := study.Checked{Trial: i, Params: map[string]float64{"w": 0.5, "m": 1}, Seeds: 2, Searched: 0.93, Values: values, Paired: stats.ComparePaired(values, base)}
		c.Mean, c.SD = stats.MeanSD(values)
		t.Check = append(t.Check, c)
	}
	t.Check[0].Searched = math.NaN()
	return &Page{
		Program: "1.2.3", Command: "mekiki tune --budget 10m", Train: "mekiki train --config best.yaml", Compare: "mekiki compare --loss a --loss b",
		Time: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), Tuning: t, Data: "fashion-mnist", Settings: []kit.Setting{{Key: "epochs", Value: "9"}},
	}
}

func html(t *testing.T, d *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.writeHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTuningGolden(t *testing.T) {
	d := tuned()
	testutil.Golden(t, "testdata/tune.html", []byte(webpage.Outline(html(t, d))))
	var b bytes.Buffer
	if err := d.JSON(&b); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b.Bytes()) {
		t.Error("tune.json is no JSON")
	}
	testutil.Golden(t, "testdata/tune.json", b.Bytes())
}

// TestTuningIsSaid: every word of the page goes through package lang, but for names.
func TestTuningIsSaid(t *testing.T) {
	d := tuned()
	d.Lang = lang.Pseudo
	webpage.AllSaid(t, html(t, d), "Mekiki", "UTC", "mekiki", "fashion-mnist", "epochs")
}

func TestTuningSaysWhatCounts(t *testing.T) {
	page := html(t, tuned())
	webpage.StandsAlone(t, page)
	for _, want := range []string{
		"interval −0.10 to +1.50", "no test triplet was looked at.", "as given", "One trial failed", "mekiki compare --loss a --loss b",
		"540", "over 2 sessions", "9 trials in one bracket", "by own distance", "logarithmic",
	} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "+", "&#43;")) {
			t.Errorf("page lacks %q", want)
		}
	}
	if strings.Contains(page, "NaN") {
		t.Error("page has NaN")
	}
}

func TestTuningOfUnusualSearches(t *testing.T) {
	for name, spoil := range map[string]func(*Page){
		"nothing":     func(d *Page) { d.Tuning = &study.Tuning{} },
		"no check":    func(d *Page) { d.Check = nil },
		"no figures":  func(d *Page) { d.Trials = d.Trials[8:] },
		"many trials": func(d *Page) { d.Trials = append(make([]*study.Trial, 0, 99), repeat(d.Trials[0], 99)...) },
		"hostile": func(d *Page) {
			d.Loss, d.Formula, d.Verdict = "<script>alert(1)</script>", "<script>", lang.T("<script>")
			d.Ranges[0].Name, d.Trials[8].Error = "<script>", "<script>"
		},
	} {
		d := tuned()
		spoil(d)
		page := html(t, d)
		webpage.Nested(t, page)
		if strings.Contains(page, "<script") || strings.Contains(page, "NaN") {
			t.Errorf("%s: a script or NaN", name)
		}
		if more := strings.Contains(page, "more stand in trials.jsonl"); more != (name == "many trials") {
			t.Errorf("%s: more trials %v", name, more)
		}
	}
}

func repeat(t *study.Trial, n int) []*study.Trial {
	out := make([]*study.Trial, n)
	for i := range out {
		out[i] = t
	}
	return out
}

func TestTuningLayout(t *testing.T) {
	d := tuned()
	for _, s := range webpage.Folded {
		d.Settings = append(d.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	webpage.Layout(t, html(t, d), 0)
}
