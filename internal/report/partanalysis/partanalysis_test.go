package partanalysis

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/analyze/distances"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/stats"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// pictures are n of a kind whose scores by three distances lie about a middle.
func pictures(n int, kind string, middle float64) distances.Group {
	var g distances.Group
	for i := range n {
		p := distances.Picture{Name: fmt.Sprintf("<%d>.png", i), Kind: kind}
		for d := range 3 {
			v := middle + 0.1*float64((i*(d+2))%5)
			p.Divided, p.Raw = append(p.Divided, v), append(p.Raw, 3*v)
			p.Places, p.Far = append(p.Places, []float64{v, 2 * v, 3 * v}), append(p.Far, []float64{3 * v})
		}
		g.Pictures = append(g.Pictures, p)
	}
	return g
}

// example has six bad parts and as many made-up defects.
func example() *Page {
	p := &Page{
		Version: "1", Machine: "a <machine>", Command: "mekiki inspect analyze x", Time: time.Date(2026, 11, 30, 1, 2, 3, 0, time.UTC),
		Inspector: "<ring>.mekiki", Distance: "cos/<2>", Learned: 9, Parts: []string{"euc", "cos", "mah"}, LeftOut: true, ByBad: 6, Formula: "0.5*euc/s_euc",
		Notes: []lang.Message{lang.T("%d good pictures are few: what follows from how they vary may be chance.", 9)},
		Good:  pictures(9, "", 1), Limits: []float64{1.4, 1.4, 1.4},
		Rule: inspect.Mix{Weight: [4]float64{0.2, 0.5, 0.3}, Scale: [4]float64{3, 3, 3, 1}, Level: [4]float64{1, 1, 1}, Power: [4]float64{0.5}},
	}
	p.Own, p.Suggested = p.Rule, p.Rule
	p.Suggested.Weight = [4]float64{0.6, 0.2, 0.2}
	standing := func(name string, v float64) risk.Standing {
		return risk.Standing{Method: name, AUROC: stats.Interval{Value: v, Lo: v - 0.1, Hi: v + 0.05}, Draws: []float64{v}}
	}
	for _, made := range []bool{false, true} {
		g := Group{Made: made, Group: pictures(6, "scratch", 1.2)}
		g.Dependent, g.Farthest = made, !made
		g.Apart, g.Kinds, g.Strengths = distances.Hold(p.Good, g.Group), distances.Kinds(p.Good, g.Group), []distances.Kind{}
		if made {
			g.Strengths = []distances.Kind{{Kind: "0.25", Pictures: 6, Apart: g.Kinds[0].Apart}}
		}
		for _, x := range [][2]int{{0, 1}, {0, 2}, {1, 2}} {
			g.Pairs = append(g.Pairs, distances.Disagree(p.Good, g.Group, p.Parts, x[0], x[1]))
		}
		g.Standings = []risk.Standing{standing(Own, 0.8), standing("euc", 0.7), standing("cos", 0.6), standing("mah", 0.75), standing(Sum, 0.8)}
		g.Leads = []risk.Lead{{Method: "euc", Than: Own, Mean: stats.Interval{Value: -0.1, Lo: -0.15, Hi: -0.05}, P: 0.01, Adjusted: 0.02, Confidence: 0.95}}
		if !made {
			g.Standings = append(g.Standings, standing(Suggested, 0.9))
			g.Leads = append(g.Leads, risk.Lead{Method: Suggested, Than: Own, Mean: stats.Interval{Value: 0.1, Lo: 0.05, Hi: 0.15}, P: 0.01, Adjusted: 0.02, Confidence: 0.95})
		}
		p.Groups = append(p.Groups, g)
	}
	picture := &kit.Picture{H: 40, W: 40, C: 3, Pix: bytes.Repeat([]uint8{9, 99, 200}, 1600)}
	for side := range 2 {
		p.Contested = append(p.Contested, Contested{
			Contested: distances.Contested{Picture: 1, A: 1, B: -1}, Side: side, Name: "<new>.png", Kind: "scratch", Picture: picture,
			Maps: [2][]float32{make([]float32, 16), make([]float32, 16)}, Scores: [2]float64{1.2, 0.8}, High: 4, Wide: 4,
		})
	}
	p.Settings, p.Timings = []kit.Setting{{Key: "made", Value: "28"}}, []kit.Timing{{Name: "look at pictures", Seconds: 1}}
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
	testutil.Golden(t, "testdata/distances.html", []byte(webpage.Outline(page)))
	testutil.Golden(t, "testdata/distances.json", asJSON.Bytes())
	webpage.StandsAlone(t, page)
	for _, raw := range []string{"<new>", "<ring>", "<machine>", "<2>", "<0>"} {
		if strings.Contains(page, raw) {
			t.Errorf("the page has %s unescaped", raw)
		}
	}
	if n := strings.Count(page, `alt="heat map"`); n != 4 {
		t.Errorf("%d heat maps, want two of each picture", n)
	}
}

// TestAdvice: what may be chance is not recommended.
func TestAdvice(t *testing.T) {
	lead := func(mean, p, adjusted float64) *Page {
		x := example()
		x.Groups[0].Leads[1] = risk.Lead{Method: Suggested, Than: Own, Mean: stats.Interval{Value: mean, Lo: mean - 0.05, Hi: mean + 0.05}, P: p, Adjusted: adjusted, Confidence: 0.95}
		return x
	}
	for _, c := range []struct {
		p    *Page
		want string
	}{
		{lead(0.1, 0.01, 0.02), "more than chance"},
		{lead(0.1, 0.01, 0.2), "test it on other parts"},
		{lead(0.02, 0.3, 0.6), "Keep what there is: weights by 6 known bad parts take AUROC from 0.800 to 0.900 (+2.00 points, 95 % interval −3.00 to +7.00), which may be chance."},
		{lead(-0.1, 0.01, 0.02), "which is worse"},
	} {
		if got := c.p.Advice().String(); !strings.Contains(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	same := lead(0, 1, 1)
	same.Groups[0].Leads[1].Same = true
	if got := same.Advice().String(); !strings.Contains(got, "as good an order as they are in now, AUROC 0.800") {
		t.Errorf("%q", got)
	}
	x := example()
	if x.ByBad = 0; !strings.Contains(x.Advice().String(), "Without known bad parts") {
		t.Error(x.Advice())
	}
}

// TestGoodAlone: a page without anything to hold against says what is missing.
func TestGoodAlone(t *testing.T) {
	p := example()
	p.Groups, p.Contested, p.ByBad = nil, nil, 0
	if page := html(t, p); !strings.Contains(page, "nothing to hold them against") || strings.Contains(page, `id="pictures"`) {
		t.Error("a page of good pictures alone")
	}
}

// TestSaysAll: every word goes through the catalogue.
func TestSaysAll(t *testing.T) {
	p := example()
	p.Lang = lang.Pseudo
	webpage.AllSaid(t, html(t, p), "UTC", "Mekiki", "mekiki", "ring", "machine", "png", "new", "cos", "euc", "AUROC", "inspect", "fit", "good", "distance", "out", "corrected", "s_euc", "p", "made", "scratch")
}

// TestLayout: the page can be read on a phone and on paper.
func TestLayout(t *testing.T) {
	p := example()
	for _, s := range webpage.Folded {
		p.Settings = append(p.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	webpage.Layout(t, html(t, p), 2)
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
