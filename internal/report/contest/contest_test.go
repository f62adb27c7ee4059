package contest

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
	"mekiki/internal/stats"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// example has two numbers of good parts, the larger one with and without known bad ones.
func example() *Page {
	p := &Page{
		Program: "1", Machine: "a <machine>", Command: "mekiki inspect compare x", Time: time.Date(2026, 11, 30, 1, 2, 3, 0, time.UTC),
		Data: "<parts>", Good: 20, TestGood: 9, TestBad: 12, Confidence: 0.95, Resamples: 100, Seed: 1,
		Settings: []kit.Setting{{Key: "good", Value: "20, 5"}}, Timings: []kit.Timing{{Name: "learn and judge", Seconds: 1}},
	}
	method := func(name string, v float64) Method {
		return Method{
			Standing: risk.Standing{Method: name, AUROC: stats.Interval{Value: v, Lo: v - 0.1, Hi: v + 0.05}, Draws: []float64{v - 0.02, v + 0.02}},
			Formulas: []string{"<1>", "2"}, Overkill: 0.01, Escapes: 0.25, Review: 0.1, Kept: 1, Heads: 2,
		}
	}
	lead := func(name, than string, v float64) risk.Lead {
		return risk.Lead{Method: name, Than: than, Mean: stats.Interval{Value: v, Lo: v - 0.05, Hi: v + 0.05}, P: 0.01, Adjusted: 0.02, Draws: 2, Parts: 21, Confidence: 0.95}
	}
	for _, n := range [][2]int{{20, 0}, {20, 3}, {5, 0}} {
		c := Count{Good: n[0], Bad: n[1], Draws: 2, Judged: float64(12 - n[1]), Methods: []Method{method("a<b", 0.8), method("cos", 0.7)}, Leads: []risk.Lead{lead("cos", "a<b", -0.1)}}
		if n[1] > 0 {
			c.Methods, c.Leads = append(c.Methods, method("a<b"+Taught, 0.9)), append(c.Leads, lead("a<b"+Taught, "a<b", 0.1))
		}
		for _, x := range c.Leads {
			c.Verdicts = append(c.Verdicts, x.Message())
		}
		p.Counts = append(p.Counts, c)
	}
	r := &inspect.Result{Map: make([]float32, 16), High: 4, Wide: 4, Regions: []inspect.Region{{X: 0.5, Width: 0.25, Height: 0.5, Area: 0.1, Score: 3}}}
	p.Disagreed = []Disagreed{{
		File: "test/<new>.png", Kind: "scratch", Methods: [2]string{"a<b", "cos"}, Above: [2]float64{0.9, 0.1},
		Picture: &kit.Picture{H: 40, W: 40, C: 3, Pix: bytes.Repeat([]uint8{9, 99, 200}, 1600)}, Results: [2]*inspect.Result{r, r}, Thresholds: [2]risk.Thresholds{{Low: 1, High: 2}, {Low: 3, High: 4}},
	}}
	return p
}

func html(t testing.TB, p *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.writeHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	p := example()
	page := html(t, p)
	var asJSON bytes.Buffer
	if err := p.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/compare.html", []byte(webpage.Outline(page)))
	testutil.Golden(t, "testdata/compare.json", asJSON.Bytes())
	webpage.StandsAlone(t, page)
	for _, raw := range []string{"<new>", "<parts>", "<machine>", "a<b"} {
		if strings.Contains(page, raw) {
			t.Errorf("the page has %s unescaped", raw)
		}
	}
	if n := strings.Count(page, `alt="heat map"`); n != 2 {
		t.Errorf("%d heat maps, want one by each method", n)
	}
	if !strings.Contains(page, `id="courses"`) || !strings.Contains(page, "taught by known bad parts that were drawn") {
		t.Error("no course over the numbers, or no word on what was taught")
	}
	if p.Held = true; !strings.Contains(html(t, p), "each kind in turn") {
		t.Error("no word on kinds that are held back")
	}
}

// TestOneCount: what is not there is left out.
func TestOneCount(t *testing.T) {
	p := example()
	p.Counts, p.Disagreed = p.Counts[:1], nil
	if page := html(t, p); strings.Contains(page, `id="courses"`) || strings.Contains(page, `id="disagreement"`) || strings.Contains(page, "taught") {
		t.Error("the page shows what is not there")
	}
}

// TestSaysAll: every word goes through the catalogue.
func TestSaysAll(t *testing.T) {
	p := example()
	p.Lang = lang.Pseudo
	webpage.AllSaid(t, html(t, p), "UTC", "Mekiki", "mekiki", "parts", "machine", "png", "new", "cos", "AUROC", "NG", "REVIEW", "good", "a", "b", "test", "scratch", "p", "inspect", "compare", "x")
}

// TestLayout: the page can be read on a phone and on paper.
func TestLayout(t *testing.T) {
	p := example()
	for _, s := range webpage.Folded {
		p.Settings = append(p.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	webpage.Layout(t, html(t, p), 3)
}

func TestFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := Write(dir, example()); err != nil {
		t.Fatal(err)
	}
	if e, err := os.ReadDir(dir); err != nil || len(e) != 2 {
		t.Errorf("%v, %v", e, err)
	}
}
