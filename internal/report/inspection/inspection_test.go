package inspection

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
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

// example has good and bad parts, one held back, one broken, a leak, and names that are no HTML.
func example(t testing.TB) *Page {
	picture := &kit.Picture{H: 4, W: 6, C: 3, Pix: bytes.Repeat([]uint8{40, 90, 200}, 24)}
	part := func(file, kind string, score float64, v risk.Verdict, reason inspect.Reason) Part {
		r := &inspect.Result{Verdict: v, Score: score, Reason: reason, Map: []float32{0, float32(score), 1, 0}, High: 2, Wide: 2,
			Regions: []inspect.Region{{X: 0.5, Width: 0.5, Height: 0.5, Area: 0.25, Score: score}}, Nearest: inspect.Nearest{Share: map[string]float64{"cos": 1}}}
		return Part{Judged: partfigure.Judged{File: file, Result: r, Like: "<good>.png", Picture: picture}, Kind: kind}
	}
	p := &Page{
		Version: "1", Machine: "a <machine>", Command: "mekiki inspect test x", Time: time.Date(2026, 11, 30, 1, 2, 3, 0, time.UTC),
		Inspector: "<ring>.mekiki", Distance: "cos/<2>", Data: "<test>", Learned: 12, Basis: []lang.Message{lang.T("NG from a score of %s: %s", "2", lang.T("that"))},
		Lineage: []inspect.Step{{What: "fit", When: "2026-11-30T00:00:00Z", Command: "mekiki <fit>", Parent: "abc"}},
		Pixels:  &risk.PixelFigures{Pictures: 3, AUROC: 0.9, AUPRO: 0.8, IoU: 0.5}, Guarded: []Guarded{{inspect.TooDark, 1, 0}}, Needed: risk.NeededTable(0.95),
		LeakChecked: 12, Leaks: []Leak{{"good/<a>.png", "<known>.png", 0}, {"good/b.png", "k.png", 0.0012}}, Seconds: 0.0421, Shown: 3,
		Parts: []Part{
			part("good/<a>.png", GoodKind, 0.5, risk.OK, ""), part("good/b.png", GoodKind, 2.5, risk.NG, ""), part("good/c.png", GoodKind, 1.5, risk.Review, ""),
			part("good/d.png", GoodKind, 0.25, risk.Review, inspect.TooDark), part("<crack>/e.png", "<crack>", 0.75, risk.OK, ""), part("<crack>/f.png", "<crack>", 3, risk.NG, ""),
			part("stain/g.png", "stain", 1.25, risk.Review, ""), part("stain/h.png", "stain", 40, risk.NG, ""),
		},
		Broken:   []partfigure.Judged{{File: "<x>.png", Error: "is <empty>", Result: &inspect.Result{}}},
		Settings: []kit.Setting{{Key: "confidence", Value: "0.95"}}, Timings: []kit.Timing{{Name: "judge pictures", Seconds: 1.5}},
	}
	var err error
	if p.Figures, err = risk.Test(p.Rows(), risk.Options{Thresholds: risk.Thresholds{Low: 1, High: 2}, Confidence: 0.95, Resamples: 50, Seed: 1}); err != nil {
		t.Fatal(err)
	}
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

func TestInspectionGolden(t *testing.T) {
	p := example(t)
	page := html(t, p)
	var asJSON bytes.Buffer
	if err := p.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/report.html", []byte(webpage.Outline(page)))
	testutil.Golden(t, "testdata/report.json", asJSON.Bytes())
	webpage.StandsAlone(t, regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(page, ""))
	for _, raw := range []string{"<ring>", "<machine>", "<2>", "<test>", "<fit>", "<a>", "<known>", "<crack>", "<x>", "<empty>"} {
		if strings.Contains(page, raw) {
			t.Errorf("the page has %s unescaped", raw)
		}
	}
	if leak, figures := strings.Index(page, "a copy of"), strings.Index(page, "bad parts are called OK"); leak < 0 || leak > figures {
		t.Error("the leak does not stand before the figures")
	}
	if e, h := strings.Index(page, "crack&gt;/e.png"), strings.Index(page, "stain/g.png"); e < 0 || e > h || strings.Contains(page, "stain/h.png") {
		t.Error("the worst escapes do not come first, or more than three bad parts are shown")
	}
	if n := strings.Count(page, "data:image/jpeg"); n != 12 {
		t.Errorf("%d pictures, want 6 shown twice", n)
	}
}

// TestMoverHoldsWhatTestFinds: what the script looks up for any thresholds is what a test with
// these thresholds finds.
func TestMoverHoldsWhatTestFinds(t *testing.T) {
	p := example(t)
	var d moverData
	if err := json.Unmarshal([]byte(regexp.MustCompile(`(?s)class="mover-data">(.*?)</script>`).FindStringSubmatch(html(t, p))[1]), &d); err != nil {
		t.Fatal(err)
	}
	for _, at := range []risk.Thresholds{{Low: 1, High: 2}, {Low: 0, High: 0}, {Low: 0.75, High: 3}, {Low: 2.5, High: 2.5}, {Low: 50, High: 50}} {
		f, err := risk.Test(p.Rows(), risk.Options{Thresholds: at, Confidence: 0.95})
		if err != nil {
			t.Fatal(err)
		}
		for side, want := range [][3]risk.Rate{{{}, f.GoodReview, f.Overkill}, {f.Escapes, f.BadReview, {}}} {
			got := [3]int{0, d.Guarded[side], 0}
			for _, s := range d.Scores[side] {
				got[map[risk.Verdict]int{risk.OK: 0, risk.Review: 1, risk.NG: 2}[at.Verdict(s)]]++
			}
			for v, r := range want {
				if r.Of == 0 {
					continue
				}
				if got[v] != r.Count || d.AtMost[side][got[v]] != spaced(risk.Percent(r.AtMost)) || d.Share[side][got[v]] != spaced(risk.Percent(r.Share)) {
					t.Errorf("at %v, side %d: %d, at most %s; a test finds %+v", at, side, got[v], d.AtMost[side][got[v]], r)
				}
			}
		}
	}
	if d.Thresholds != [2]float64{1, 2} || !(d.Range[0] <= 0.25) || !(d.Range[1] >= 2) || d.Range[1] > 10 || !(d.Span[0] > 0 && d.Span[0] < d.Span[1] && d.Span[1] <= 1) {
		t.Errorf("thresholds %v, range %v, span %v", d.Thresholds, d.Range, d.Span)
	}
}

// TestInspectionOfLittle: a test without bad parts, or without good ones, has a page that says
// what it cannot say.
func TestInspectionOfLittle(t *testing.T) {
	for _, c := range []struct {
		parts func(all []Part) []Part
		want  string
	}{{func(all []Part) []Part { return all[:4] }, "Without a bad part nothing can be said of escapes"}, {func(all []Part) []Part { return all[4:] }, "Without a good part nothing can be said of overkill"}} {
		p := example(t)
		p.Parts, p.Leaks, p.LeakChecked, p.Broken, p.Pixels, p.Guarded = c.parts(p.Parts), nil, 0, nil, nil, nil
		var err error
		if p.Figures, err = risk.Test(p.Rows(), risk.Options{Thresholds: risk.Thresholds{Low: 1, High: 2}, Confidence: 0.95}); err != nil {
			t.Fatal(err)
		}
		page := html(t, p)
		if !strings.Contains(page, c.want) || !strings.Contains(page, "A curve needs good and bad parts") || strings.Count(page, "keeps no pictures") != 1 || strings.Contains(page, "leak check") || strings.Contains(page, "NaN") {
			t.Errorf("the page does not say: %s, or not once that leaks cannot be looked for: %d", c.want, strings.Count(page, "keeps no pictures"))
		}
		webpage.StandsAlone(t, regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(page, ""))
	}
}

// TestInspectionSaysAll: every word goes through the catalogue.
func TestInspectionSaysAll(t *testing.T) {
	p := example(t)
	p.Lang = lang.Pseudo
	page := regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(html(t, p), "")
	webpage.AllSaid(t, page, "UTC", "Mekiki", "mekiki", "ring", "machine", "test", "fit", "png", "good", "crack", "stain", "known", "empty", "cos", "AUROC", "AUC", "abc", "REVIEW", "that", "confidence", "ROC", "hash")
}

func TestInspectionFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := Write(dir, example(t)); err != nil {
		t.Fatal(err)
	}
	if e, err := os.ReadDir(dir); err != nil || len(e) != 2 {
		t.Errorf("%v, %v", e, err)
	}
}

func TestInspectionLayout(t *testing.T) {
	p := example(t)
	for _, s := range webpage.Folded {
		p.Settings = append(p.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	webpage.Layout(t, html(t, p), 0)
}
