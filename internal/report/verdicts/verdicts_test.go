package verdicts

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// example has parts of each verdict, one held back and one broken.
func example() *Page {
	picture := &kit.Picture{H: 2, W: 2, C: 1, Pix: []uint8{1, 2, 3, 4}}
	part := func(file string, score float64, v risk.Verdict, reason inspect.Reason) partfigure.Judged {
		return partfigure.Judged{File: file, Like: "<like>.png", Picture: picture, Result: &inspect.Result{
			Verdict: v, Score: score, Reason: reason, Map: []float32{float32(score)}, High: 1, Wide: 1, Regions: []inspect.Region{}}}
	}
	return &Page{
		Version: "1", Machine: "a <machine>", Command: "mekiki inspect run x", Time: time.Date(2026, 11, 30, 1, 2, 3, 0, time.UTC),
		Inspector: "<ring>.mekiki", Distance: "cos/<2>", Thresholds: risk.Thresholds{Low: 1, High: 2}, Shown: 4, Timings: []kit.Timing{{Name: "judge pictures", Seconds: 1}},
		Parts: []partfigure.Judged{
			part("ok.png", 0.5, risk.OK, ""), part("<ng>.png", 2.5, risk.NG, ""), part("worse.png", 3, risk.NG, ""), part("dark.png", 0.25, risk.Review, inspect.TooDark),
			{File: "broken.png", Error: "is <empty>", Result: &inspect.Result{Regions: []inspect.Region{}}},
		},
	}
}

func html(t testing.TB, p *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.writeHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestVerdictsGolden(t *testing.T) {
	p := example()
	page := html(t, p)
	var asJSON bytes.Buffer
	if err := p.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/verdicts.html", []byte(webpage.Outline(page)))
	testutil.Golden(t, "testdata/verdicts.json", asJSON.Bytes())
	webpage.StandsAlone(t, page)
	at := -1
	for _, file := range []string{"worse.png</h3>", "&lt;ng&gt;.png</h3>", "dark.png</h3>", "broken.png</h3>"} {
		if i := strings.Index(page, file); i < at {
			t.Errorf("%s stands at %d, behind what is better", file, i)
		} else {
			at = i
		}
	}
	for _, raw := range []string{"<ng>", "<ring>", "<machine>", "<2>", "<empty>", ">ok.png<"} {
		if strings.Contains(page, raw) {
			t.Errorf("the page has %s", raw)
		}
	}
}

// TestVerdictsSaysAll: every word goes through the catalogue.
func TestVerdictsSaysAll(t *testing.T) {
	p := example()
	p.Lang = lang.Pseudo
	webpage.AllSaid(t, html(t, p), "UTC", "Mekiki", "mekiki", "ring", "machine", "png", "worse", "dark", "broken", "empty", "cos", "REVIEW")
}

func TestVerdictsFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := Write(dir, example()); err != nil {
		t.Fatal(err)
	}
	if e, err := os.ReadDir(dir); err != nil || len(e) != 2 {
		t.Errorf("%v, %v", e, err)
	}
}
