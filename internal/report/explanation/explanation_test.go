package explanation

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
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// example has a picture with two places and one that is broken.
func example() *Page {
	picture := &kit.Picture{H: 40, W: 40, C: 3, Pix: bytes.Repeat([]uint8{9, 99, 200}, 1600)}
	r := &inspect.Result{Verdict: risk.NG, Score: 2.5, Map: make([]float32, 16), High: 4, Wide: 4, Figures: inspect.Figures{Light: 10, Contrast: 20, Detail: 0.5, Typical: 3},
		Regions: []inspect.Region{{X: 0.5, Width: 0.25, Height: 0.5, Area: 0.1, Score: 3}, {Y: 0.5, Width: 0.25, Height: 0.25, Area: 0.05, Score: 1.5}}}
	near := func(name string, d float64) inspect.Neighbour {
		return inspect.Neighbour{Picture: 1, Name: name, X: 0, Y: 1, Distance: d}
	}
	return &Page{
		Version: "1", Machine: "a <machine>", Command: "mekiki inspect explain x", Time: time.Date(2026, 11, 30, 1, 2, 3, 0, time.UTC),
		Inspector: "<ring>.mekiki", Distance: "cos/<2>", Thresholds: risk.Thresholds{Low: 1, High: 2},
		Guard: inspect.Guard{Least: inspect.Figures{Light: 5, Contrast: 25}, Most: inspect.Figures{Light: 90, Typical: 1.75}},
		Pictures: []Picture{
			{File: "<new>.png", Shown: picture, Prepared: picture, Explanation: &inspect.Explanation{Result: r, Places: []inspect.Place{
				{X: 0.625, Y: 0.125, Distance: 3, Sources: inspect.Sources{Fine: 0.5, Coarse: 0.1, Head: 0.4}, Share: map[string]float64{"euc": 0.25, "cos": 0.5, "mah": 0.25}, HeadShare: map[string]float64{"euc": 0.75, "cos": 0.25}, Good: []inspect.Neighbour{near("<a>.png", 3.5), near("b.png", 4)}, Bad: []inspect.Neighbour{near("<bad>.png", 1)}},
				{X: 0.125, Y: 0.625, Distance: 1.5, Share: map[string]float64{}, Good: []inspect.Neighbour{}, Bad: []inspect.Neighbour{}},
			}}},
			{File: "broken.png", Error: "is <empty>", Explanation: inspect.NotExplained()},
		},
		Known: func(bad bool, i int) *kit.Picture {
			if bad {
				return nil
			}
			return picture
		},
		Timings: []kit.Timing{{Name: "explain verdicts", Seconds: 1}},
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

func TestExplanationGolden(t *testing.T) {
	p := example()
	page := html(t, p)
	var asJSON bytes.Buffer
	if err := p.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/explain.html", []byte(webpage.Outline(page)))
	testutil.Golden(t, "testdata/explain.json", asJSON.Bytes())
	webpage.StandsAlone(t, page)
	for _, raw := range []string{"<new>", "<ring>", "<machine>", "<2>", "<empty>", "<a>", "<bad>"} {
		if strings.Contains(page, raw) {
			t.Errorf("the page has %s unescaped", raw)
		}
	}
	if n := strings.Count(page, "data:image/png"); n != 5 {
		t.Errorf("%d crops and maps, want a map, two places and two good neighbours", n)
	}
	if n := strings.Count(page, `class="beyond"`); n != 2 {
		t.Errorf("%d figures beyond the guard's limits, want contrast and strangeness", n)
	}
}

// TestExplanationWithoutPictures: an inspector that keeps none gives names, and says so.
func TestExplanationWithoutPictures(t *testing.T) {
	p := example()
	p.Known = nil
	page := html(t, p)
	if !strings.Contains(page, "keeps no pictures") || strings.Count(page, "not kept") != 3 || !strings.Contains(page, "&lt;a&gt;.png") {
		t.Error("the page does not say what it lacks, or has no names")
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		score  float64
		reason inspect.Reason
		want   string
	}{
		{2.5, "", "The score is 2.5, 25.0 % above the threshold of NG, 2."},
		{0.75, "", "The score is 0.75, 25.0 % below the threshold of REVIEW, 1."},
		{1.5, "", "The score is 1.5, 50.0 % above the threshold of REVIEW, 1, and 25.0 % below that of NG, 2."},
		{0.75, inspect.TooDark, "The guard holds it back, whatever its score: darker than all good pictures. The score is 0.75, 25.0 % below the threshold of REVIEW, 1."},
	} {
		x := Picture{Explanation: &inspect.Explanation{Result: &inspect.Result{Score: c.score, Reason: c.reason}}}
		if got := strings.ReplaceAll(x.Words(risk.Thresholds{Low: 1, High: 2}).String(), "\u00a0", " "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	place := inspect.Place{Sources: inspect.Sources{Fine: 1}, Share: map[string]float64{"euc": 0.2, "cos": 0.8}}
	if got := Decided(place).String(); !strings.HasPrefix(got, "Angle (cosine) decided, by 80.0") {
		t.Errorf("%q", got)
	}
	place.Sources, place.HeadShare = inspect.Sources{Fine: 0.25, Head: 0.75}, map[string]float64{"euc": 0.6, "cos": 0.4}
	if got := Decided(place).String(); !strings.HasPrefix(got, "Length (Euclidean) by the learned head decided, by 45.0") {
		t.Errorf("%q", got)
	}
	place.Sources = inspect.Sources{Coarse: 1}
	if got := Decided(place).String(); !strings.HasPrefix(got, "The coarse scale decided, by 100") {
		t.Errorf("%q", got)
	}
}

// TestCut: a crop at the border stays inside and marks the place.
func TestCut(t *testing.T) {
	p := &kit.Picture{H: 100, W: 200, C: 1, Pix: make([]uint8, 20000)}
	c := cut(p, 0, 1, 0.02, 0.04)
	if c.W != 44 || c.H != 22 || c.URI == "" || c.Left != -100*2.0/44 || c.Top != 100*(98-78)/22.0 || c.Width != 100*4.0/44 {
		t.Errorf("%d x %d, %v, %v, %v", c.W, c.H, c.Left, c.Top, c.Width)
	}
}

// TestExplanationSaysAll: every word goes through the catalogue.
func TestExplanationSaysAll(t *testing.T) {
	p := example()
	p.Lang = lang.Pseudo
	webpage.AllSaid(t, html(t, p), "UTC", "Mekiki", "mekiki", "ring", "machine", "png", "new", "broken", "empty", "bad", "cos", "REVIEW")
}

func TestExplanationFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := Write(dir, example()); err != nil {
		t.Fatal(err)
	}
	if e, err := os.ReadDir(dir); err != nil || len(e) != 2 {
		t.Errorf("%v, %v", e, err)
	}
}
