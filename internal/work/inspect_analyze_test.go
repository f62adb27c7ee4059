package work

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/report/partanalysis"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// fittedLabels are drawn labels and an inspector of them.
func fittedLabels(t *testing.T, good, testGood, bad int, local bool) (data, inspector string) {
	t.Helper()
	data = labels(t, good, testGood, bad)
	fit := NewInspectFitConfig()
	fit.Good, fit.Size, fit.Vectors, fit.Out = filepath.Join(data, "train"), "64x64", 100, filepath.Join(t.TempDir(), "label.mekiki")
	if local {
		fit.Distance = "euc/s_euc + local/s_local"
	}
	if _, err := InspectFit(t.Context(), &desk.Desk{Sink: desk.Silent{}}, fit); err != nil {
		t.Fatal(err)
	}
	return data, fit.Out
}

func analyzeParts(t *testing.T, inspector string, change func(*InspectAnalyzeConfig)) *partanalysis.Page {
	t.Helper()
	c := NewInspectAnalyzeConfig()
	c.Inspector, c.Resamples, c.Made = inspector, 100, 7
	change(&c)
	p, err := InspectAnalyze(t.Context(), &desk.Desk{Sink: desk.Silent{}}, c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestInspectAnalyze: with fresh pictures the inspector's distance is what inspect test says of it; the
// formula can be fitted with; the number of workers changes nothing; a page is written.
func TestInspectAnalyze(t *testing.T) {
	data, file := fittedLabels(t, 7, 4, 6, true)
	out := filepath.Join(t.TempDir(), "distances")
	p := analyzeParts(t, file, func(c *InspectAnalyzeConfig) { c.Data, c.Out = filepath.Join(data, "test"), out })
	test := NewInspectTestConfig()
	test.Inspector, test.Data, test.Resamples = file, filepath.Join(data, "test"), 0
	tested, err := InspectTest(t.Context(), &desk.Desk{Sink: desk.Silent{}}, test)
	if err != nil {
		t.Fatal(err)
	}
	bad, made := p.Groups[0], p.Groups[1]
	if got := bad.Standings[0].AUROC.Value; got != tested.Figures.Ranking.AUROC.Value {
		t.Errorf("AUROC %v, and %v by inspect test", got, tested.Figures.Ranking.AUROC.Value)
	}
	if bad.Made || !made.Made || len(bad.Pictures) != 6 || len(made.Pictures) != 28 || bad.Farthest || len(p.Parts) != 4 || p.LeftOut {
		t.Errorf("%d bad, %d made, parts %v", len(bad.Pictures), len(made.Pictures), p.Parts)
	}
	if len(bad.Standings) != 7 || bad.Standings[6].Method != partanalysis.Suggested || len(made.Strengths) != 4 || len(made.Kinds) != 7 || len(bad.Pairs) != 6 {
		t.Errorf("%+v", bad.Standings)
	}
	// Gross defects are farther than faint ones, and places in defects farther than good ones.
	if first, last := made.Strengths[0].Apart[0].Value, made.Strengths[3].Apart[0].Value; last <= first || made.Apart[0].Places < 0.6 {
		t.Errorf("AUROC %v of faint defects, %v of gross ones; places %v", first, last, made.Apart[0].Places)
	}
	if _, err := inspect.ReadDistance(p.Formula); err != nil {
		t.Errorf("%s: %v", p.Formula, err)
	}
	for _, f := range []string{partanalysis.HTMLFile, partanalysis.JSONFile} {
		if st, err := os.Stat(filepath.Join(out, f)); err != nil || st.Size() == 0 {
			t.Error(f, err)
		}
	}
}

// TestInspectAnalyzeAlbum: from the file alone every picture is judged by what was learned from others.
func TestInspectAnalyzeAlbum(t *testing.T) {
	data, file := fittedLabels(t, 6, 2, 6, false)
	text := func(workers int) string {
		p := analyzeParts(t, file, func(c *InspectAnalyzeConfig) { c.Workers = workers })
		p.Time, p.Timings = p.Time.Truncate(1e18), nil
		var b strings.Builder
		if err := p.JSON(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	one := text(1)
	if three := text(3); one != three {
		t.Error("the number of workers changes the analysis")
	}
	var v struct {
		LeftOut bool `json:"left_out"`
		Good    []json.RawMessage
		Notes   []string
	}
	if err := json.Unmarshal([]byte(one), &v); err != nil || !v.LeftOut || len(v.Good) != 6 || len(v.Notes) != 3 {
		t.Errorf("%v, %d good pictures, notes %q", err, len(v.Good), v.Notes)
	}
	// Of a gallery of 100 vectors the file has those of all folds, so what was left out is seen as the fit saw it,
	// but for the whitening.
	n, err := inspect.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	alone := analyzeParts(t, file, func(c *InspectAnalyzeConfig) { c.Made = 0 })
	for d := range 2 {
		if p := alone; p.Own.Scale[d] != n.Mix.Scale[d] || p.Own.Power[d] != n.Mix.Power[d] {
			t.Errorf("%s: scale %v and power %v, by the fit %v and %v", p.Parts[d], p.Own.Scale[d], p.Own.Power[d], n.Mix.Scale[d], n.Mix.Power[d])
		}
	}
	// A label for the whole picture: the farthest places.
	p := analyzeParts(t, file, func(c *InspectAnalyzeConfig) {
		c.Bad, c.Made = filepath.Join(data, "test", "scratch"), 0
		if err := os.RemoveAll(filepath.Join(data, "ground_truth")); err != nil {
			t.Fatal(err)
		}
	})
	if len(p.Groups) != 1 || !p.Groups[0].Farthest || p.ByBad != 0 {
		t.Errorf("%+v", p.Groups)
	}
}

func TestInspectAnalyzeRefuses(t *testing.T) {
	for want, change := range map[string]func(*InspectAnalyzeConfig){
		"--data says":     func(c *InspectAnalyzeConfig) { c.Data, c.Bad = "a", "b" },
		"--masks are":     func(c *InspectAnalyzeConfig) { c.Masks = "m" },
		"made is -1":      func(c *InspectAnalyzeConfig) { c.Made = -1 },
		"shown is 51":     func(c *InspectAnalyzeConfig) { c.Shown = 51 },
		"resamples is 10": func(c *InspectAnalyzeConfig) { c.Resamples = 10 },
		"workers":         func(c *InspectAnalyzeConfig) { c.Workers = -1 },
	} {
		c := NewInspectAnalyzeConfig()
		change(&c)
		_, err := InspectAnalyze(t.Context(), &desk.Desk{}, c)
		var wrong *misuse.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	data := labels(t, 3, 0, 0)
	fit := NewInspectFitConfig()
	fit.Good, fit.Size, fit.Vectors, fit.NoThumbs, fit.Out = filepath.Join(data, "train"), "64x64", 20, true, filepath.Join(t.TempDir(), "bare.mekiki")
	if _, err := InspectFit(t.Context(), &desk.Desk{Sink: desk.Silent{}}, fit); err != nil {
		t.Fatal(err)
	}
	c := NewInspectAnalyzeConfig()
	c.Inspector = fit.Out
	if _, err := InspectAnalyze(t.Context(), &desk.Desk{Sink: desk.Silent{}}, c); err == nil || !strings.Contains(err.Error(), "keeps 0 good pictures") {
		t.Errorf("%v", err)
	}
}
