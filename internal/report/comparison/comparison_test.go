package comparison

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/study"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
	"mekiki/internal/train"
)

// compared is the comparison of some losses over seeds with made-up figures;
// value gives the headline figure of a run, NaN for one without figures.
func compared(t testing.TB, seeds int, losses []string, value func(loss, seed int) float64) *Page {
	t.Helper()
	parsed, err := study.ParseLosses(losses)
	if err != nil {
		t.Fatal(err)
	}
	p := &study.Plan{Losses: parsed, Configs: make([]train.Config, len(parsed))}
	for s := range seeds {
		p.Seeds = append(p.Seeds, uint64(s+1))
	}
	var results []study.Result
	for i, job := range p.Jobs() {
		s, l := i/len(parsed), i%len(parsed)
		o := &study.Outcome{Own: []string{"cos", "0.8*cos + 0.02*euc"}[min(l, 1)], Formula: parsed[l].Text, WeightsSHA256: strings.Repeat(string(rune('a'+l)), 64), Epochs: 12, BestEpoch: 10, ValLoss: 0.05, Seconds: 31}
		if v := value(l, s); math.IsNaN(v) {
			o.Error = "training diverged"
		} else {
			o.Figures = study.Figures{
				"pair_accuracy_held_out": {"cosine": v, "euclidean": v - 0.02, "own": v + 0.003},
				"pair_eer":               {"cosine": 1 - v},
				"knn5_accuracy":          {"cosine": v - 0.05, "euclidean": v - 0.06},
			}
		}
		job.Folder = "run"
		results = append(results, study.Result{Job: job, Outcome: o, Reused: l == 0})
	}
	c, err := study.Compare(p, results)
	if err != nil {
		t.Fatal(err)
	}
	return &Page{
		Program: "1.2.3", Machine: "linux/amd64, 2 cores", Command: "mekiki compare --loss cosine",
		Time: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), Comparison: c, Data: "fashion-mnist", Fingerprint: "0123",
		Settings: []kit.Setting{{Key: "epochs", Value: "12"}, {Key: "data", Value: ""}},
	}
}

func better(l, s int) float64 {
	return 0.9 + 0.02*float64(l) + 0.004*float64(s%3) + 0.001*math.Sin(float64(5*s+l))
}

func html(t *testing.T, c *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.writeHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asJSON(t *testing.T, c *Page) map[string]any {
	t.Helper()
	var b bytes.Buffer
	if err := c.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, b.Bytes())
	}
	return v
}

func TestComparisonGolden(t *testing.T) {
	c := compared(t, 5, []string{"cosine", "mine: 0.8*relu(cos_ap - cos_an + 0.4)"}, better)
	testutil.Golden(t, "testdata/compare.html", []byte(webpage.Outline(html(t, c))))
	var b bytes.Buffer
	if err := c.JSON(&b); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/compare.json", b.Bytes())
}

func TestComparisonSaysWhatCounts(t *testing.T) {
	c := compared(t, 5, []string{"cosine", "mine: 0.8*relu(cos_ap - cos_an + 0.4)"}, better)
	page := html(t, c)
	webpage.StandsAlone(t, page)
	for _, want := range []string{
		"mine against cosine", "mine is better than cosine by 2.0 points of pair accuracy", "own distance",
		"corrected together by Holm", "0.8*relu(cos_ap - cos_an &#43; 0.4)", "mekiki compare --loss cosine", "used again",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if strings.Contains(page, "NaN") {
		t.Error("page has NaN")
	}
	v := asJSON(t, c)
	if v["verdict"] != c.Verdict.String() || v["baseline"] != "cosine" || len(v["runs"].([]any)) != 10 {
		t.Errorf("%v", v["verdict"])
	}
}

// TestComparisonIsSaid: every word of the page goes through package lang, but for names.
func TestComparisonIsSaid(t *testing.T) {
	d := compared(t, 3, []string{"cosine", "combined", "mine: euclidean"}, better)
	d.Lang = lang.Pseudo
	d.DataNotes = []string{"a note"}
	webpage.AllSaid(t, html(t, d), strings.Fields("Mekiki UTC mekiki cosine combined mine cos euc aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb cccccccccccccccc epochs data fashion-mnist")...)
}

func TestComparisonOfUnusualRuns(t *testing.T) {
	nan := math.NaN()
	for name, test := range map[string]struct {
		c    *Page
		want string
	}{
		"one seed":  {compared(t, 1, []string{"cosine", "combined"}, better), "One seed only"},
		"same":      {compared(t, 3, []string{"cosine", "b: cosine"}, func(_, s int) float64 { return better(0, s) }), "gave the same"},
		"one fails": {compared(t, 4, []string{"cosine", "combined"}, func(l, s int) float64 { return []float64{better(l, s), nan}[l*s/3] }), "One run has no figures"},
		"all fail":  {compared(t, 2, []string{"cosine", "combined"}, func(l, s int) float64 { return []float64{0.9, nan}[l] }), "No verdict on combined"},
		"hostile":   {compared(t, 2, []string{"cosine", `a_b: relu(cos_ap) <script>alert(1)</script>`}, better), "&lt;script&gt;"},
		"many":      {compared(t, 3, []string{"cosine", "combined", "euclidean", "d: cosine", "e: cosine", "f: cosine"}, better), "5 losses against cosine"},
	} {
		page := html(t, test.c)
		webpage.Nested(t, page)
		if !strings.Contains(page, test.want) || strings.Contains(page, "<script") || strings.Contains(page, "NaN") {
			t.Errorf("%s: page lacks %q, or has a script or NaN", name, test.want)
		}
		asJSON(t, test.c)
	}
}

func TestComparisonNumbers(t *testing.T) {
	for v, want := range map[float64]string{0.0042: "+0.42", -0.0042: "−0.42", -0.00001: "0.00", 0: "0.00"} {
		if got := kit.SignedPoints(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
	for p, want := range map[float64]string{0.00001: "< 0.0001", 0.05: "0.0500", 1: "1.0000", math.NaN(): kit.None} {
		if got := chance(p); got != want {
			t.Errorf("p = %v: %s, want %s", p, got, want)
		}
	}
	if got := kit.Typeset("a (-0.7 to 0.4), 95 % of combined-as-printed -1"); got != "a (−0.7 to 0.4), 95\u00a0% of combined-as-printed −1" {
		t.Error(got)
	}
}

func TestComparisonLayout(t *testing.T) {
	d := compared(t, 3, []string{"cosine", "combined", "euclidean"}, better)
	for _, s := range webpage.Folded {
		d.Settings = append(d.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	webpage.Layout(t, html(t, d), 3)
}
