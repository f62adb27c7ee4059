package evaluation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/report/kit"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

func html(t *testing.T, d *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := writeHTML(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asJSON(t *testing.T, d *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := writeJSON(&b, d); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b.Bytes()) {
		t.Fatal("report.json is no JSON")
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	d := example(40)
	d.Worst = d.Worst[:2]
	for _, v := range d.Eval.Verification {
		v.ROC = v.ROC[:3]
	}
	testutil.Golden(t, "testdata/report.json", []byte(asJSON(t, d)))
	testutil.Golden(t, "testdata/report.html", []byte(webpage.Outline(html(t, d))))
}

func TestWriteBothFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	d := warned()
	for range 2 { // the second time over the first
		if err := Write(dir, d); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"report.html": html(t, d), "report.json": asJSON(t, d)} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not what HTML or JSON writes, or not the same twice", name)
		}
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 2 {
		t.Errorf("%d files in the folder, want 2", len(entries))
	}
}

func TestWriteNamesWhatItCannotWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	err := Write(filepath.Join(file, "out"), &Page{})
	if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "choose a folder") {
		t.Errorf("error %v does not name the folder and the cure", err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "report.html"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, &Page{}); err == nil || !strings.Contains(err.Error(), "report.html") {
		t.Errorf("error %v does not name the file", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriterErrorsComeBack(t *testing.T) {
	for _, f := range []func(io.Writer, *Page) error{writeHTML, writeJSON} {
		if err := f(brokenWriter{}, example(5)); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("error %v", err)
		}
	}
}

func TestPageSaysWhatCounts(t *testing.T) {
	page := html(t, warned())
	for _, want := range []string{
		"91.3\u00a0%", "90.4–92.2", "0.967", "(0.962–0.972)", // headline
		"86.4\u00a0%", "5-NN accuracy", "squared Euclidean", "MAP@R",
		"2 warnings from training", "loss stays at 0.32", "Get the whole with: mekiki data fetch",
		"Ankle boot", "mekiki demo --seed 1", "learning-rate", "9f2d0c5b7c0e4f6a",
		"2026-01-05 09:30 UTC", "24.8\u00a0s", "Shirt", "173 ",
		"image-rendering:pixelated", "prefers-color-scheme:dark", "@media print",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, "<svg"); n != 9 {
		t.Errorf("%d figures, want 9: loss, ROC, four histograms, scatter, confusion, model", n)
	}
	if !strings.Contains(page, "cosine, AUC 0.967") || strings.Contains(page, "angular, AUC") {
		t.Error("the ROC shows other curves than cosine and Euclidean, whose twins would hide them")
	}
	if n := strings.Count(page, `<img src="data:image/png;base64,`); n != 36 {
		t.Errorf("%d pictures, want 36", n)
	}
}

// TestPageStandsAlone: nothing is fetched, and every element that must be
// named for those who cannot see it is.
func TestPageStandsAlone(t *testing.T) {
	webpage.StandsAlone(t, html(t, example(2000)))
}

func TestPageStaysSmall(t *testing.T) {
	d := example(300_000)
	if page := html(t, d); len(page) > 1<<20 {
		t.Errorf("page of %d bytes", len(page))
	}
	if js := asJSON(t, d); len(js) > 1<<20 {
		t.Errorf("report.json of %d bytes", len(js))
	}
}

func TestHostileNames(t *testing.T) {
	evil := `<script>alert(1)</script>"'&` + "\x00\xff日本"
	d := warned()
	d.Meta.Classes = []string{evil, evil}
	d.Meta.Data.Name, d.Meta.Loss.Name, d.Command, d.Machine, d.Version = evil, evil, evil, evil, evil
	d.Notes, d.Meta.Training.Warnings = []string{evil}, []string{evil}
	d.Worst[0].Anchor.Class = evil
	d.Settings = append(d.Settings, kit.Setting{Key: evil, Value: evil})
	d.Timings = append(d.Timings, kit.Timing{Name: evil, Seconds: 1})
	d.Meta.Loss.Formula = evil
	d.Eval.Verification[evil] = d.Eval.Verification["cosine"]
	page := html(t, d)
	if strings.Contains(page, "<script") {
		t.Error("a name became a script")
	}
	if !strings.Contains(page, "日本") {
		t.Error("Japanese text is lost")
	}
	webpage.Nested(t, page)
	asJSON(t, d)
}

// TestMissingPieces takes parts out of the example, or spoils them: the page
// must still be written, whole, and say what is missing.
func TestMissingPieces(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		change func(*Page)
		says   string
	}{
		"everything":   {func(d *Page) { *d = Page{} }, "was not evaluated"},
		"evaluation":   {func(d *Page) { d.Eval = nil }, "No verification"},
		"empty result": {func(d *Page) { d.Eval = &eval.Result{} }, "No neighbours"},
		"nil entries": {func(d *Page) {
			d.Eval.Verification = map[string]*eval.Verification{"cosine": nil}
			d.Eval.Neighbours = map[string]*eval.Neighbours{"cosine": nil}
		}, "No neighbours"},
		"neighbours": {func(d *Page) { d.Eval.Neighbours = nil }, "No confusion matrix"},
		"own":        {func(d *Page) { d.Eval.OwnNote = "it takes too long" }, "own distance, it takes too long."},
		"labels":     {func(d *Page) { d.Meta.Classes, d.Worst[0].Anchor.Class = nil, "" }, "class 6"},
		"history":    {func(d *Page) { d.Meta.Training = model.Training{} }, "No training history"},
		"one epoch": {func(d *Page) {
			d.Meta.Training.History, d.Meta.Training.Epochs, d.Meta.Training.BestEpoch = d.Meta.Training.History[:1], 1, 1
		}, "in 1 epoch."},
		"distances":     {func(d *Page) { d.Distances = Distances{} }, "histograms are left out"},
		"one distance":  {func(d *Page) { d.Distances.EucAP, d.Distances.EucAN = nil, nil }, "are needed for this figure"},
		"network":       {func(d *Page) { d.Meta.Network.Widths = []int{784} }, "The network is not known"},
		"worst":         {func(d *Page) { d.Worst = nil }, "No triplets were handed"},
		"short picture": {func(d *Page) { d.Worst[0].Anchor.Pix = d.Worst[0].Anchor.Pix[:5] }, "no picture"},
		"lopsided":      {func(d *Page) { d.Eval.Neighbours["cosine"].Confusion = [][]int{{1, 2}} }, "No confusion matrix"},
		"many classes": {func(d *Page) {
			m := make([][]int, 101)
			for i := range m {
				m[i] = make([]int, 101)
			}
			d.Eval.Neighbours["cosine"].Confusion = m
		}, "101 classes is too large"},
		"settings, time": {func(d *Page) { d.Settings, d.Timings = nil, nil }, "No times were taken"},
		"skipped":        {func(d *Page) { d.Eval.Neighbours["cosine"].MAPR = eval.Interval{} }, `<span class="value">–</span>`},
		"NaN": {func(d *Page) {
			for i := range d.Meta.Training.History {
				d.Meta.Training.History[i].ValLoss, d.Meta.Training.History[i].TrainLoss = nan, math.Inf(1)
			}
			d.Meta.Training.TripletsPerSecond, d.Meta.Training.Seconds = math.Inf(1), nan
			d.Timings[0].Seconds, d.Worst[0].CosAP = nan, nan
			for i := range d.Distances.CosAP {
				d.Distances.CosAP[i] = float32(nan)
			}
			v := d.Eval.Verification["cosine"]
			v.AUC, v.HeldOutThreshold = eval.Interval{Value: nan, Lo: nan, Hi: nan}, math.Inf(-1)
			v.EER.Lo = nan
			for i := range v.ROC {
				v.ROC[i].FPR = nan
			}
			d.Meta.Loss.Formula = "relu(cos_ap - nan)"
		}, "No training history"},
	} {
		t.Run(name, func(t *testing.T) {
			d := example(30)
			c.change(d)
			page := html(t, d)
			if !strings.Contains(page, c.says) {
				t.Errorf("the page does not say %q", c.says)
			}
			if strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
				t.Error("the page shows NaN or Inf")
			}
			webpage.Nested(t, page)
			if js := asJSON(t, d); strings.Contains(js, "NaN") || strings.Contains(js, "Inf") {
				t.Error("NaN in the JSON")
			}
		})
	}
}

func TestMismatchedDistancesAreRefused(t *testing.T) {
	d := example(10)
	d.Distances.CosAN = d.Distances.CosAN[:9]
	if err := writeHTML(io.Discard, d); err == nil || !strings.Contains(err.Error(), "10 distances d(a,p) but 9 d(a,n) for cosine") {
		t.Errorf("error %v", err)
	}
	d = example(10)
	d.Distances.EucAP, d.Distances.EucAN = d.Distances.EucAP[:8], d.Distances.EucAN[:8]
	if err := writeJSON(io.Discard, d); err == nil || !strings.Contains(err.Error(), "cosine distances of 10 triplets but Euclidean ones of 8") {
		t.Errorf("error %v", err)
	}
}

func TestNumbersOfTheDistances(t *testing.T) {
	nan := float32(math.NaN())
	d := &Page{Distances: Distances{
		CosAP: []float32{1, 1, 1, 1, nan, 1}, CosAN: []float32{2, 2, 0, 0, 1, 1},
		EucAP: []float32{1, 1, 1, 1, 1, 1}, EucAN: []float32{2, 0, 2, 0, 2, 1},
	}}
	doc, err := newDocument(d)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(agreement{Both: 1, Cosine: 1, Euclidean: 1, Neither: 2}, *doc.Agreement); d != "" {
		t.Error(d)
	}
	if s := doc.Distances[0]; s.Wrong != 3 || s.Triplets != 5 {
		t.Errorf("cosine: %d of %d wrong, want 3 of 5: equal distances are not in order", s.Wrong, s.Triplets)
	}
}

func TestVerdictSpeaksOfTheLossDistance(t *testing.T) {
	d := example(10)
	d.Meta.Loss = triplet.Spec{Formula: "relu(euc_ap - euc_an + 1)"}
	if v := d.verdict().String(); !strings.Contains(v, "88.2\u00a0% (87.3–89.1) of the pairs by Euclidean distance") {
		t.Errorf("verdict %q", v)
	}
}

// TestPageIsSaid: every word of the page goes through package lang, but for names.
func TestPageIsSaid(t *testing.T) {
	d := warned()
	d.Lang = lang.Pseudo
	names := strings.Fields("Mekiki UTC mekiki ROC T-shirt top Trouser Pullover Dress Coat Sandal Shirt Sneaker Bag Ankle boot layers relu cos euc article combined tutorial false fashion-mnist")
	for _, s := range d.Settings {
		names = append(names, s.Key)
	}
	webpage.AllSaid(t, html(t, d), names...)
}

func TestROCShowsFewCurves(t *testing.T) {
	d := example(10)
	d.Eval.Verification["manhattan"] = d.Eval.Verification["cosine"]
	svg := string(d.rocFigure().SVG)
	if !strings.Contains(svg, "Euclidean, AUC") || strings.Contains(svg, "Manhattan") {
		t.Error("the ROC must show cosine and Euclidean, and of the others the leading one only")
	}
}

func TestVerdictNamesTheLosssOwnDistance(t *testing.T) {
	d := example(10)
	d.Eval.Own = "0.8*cos + 0.02*euc"
	d.Eval.Verification[eval.Own] = d.Eval.Verification["euclidean"]
	if v := d.verdict().String(); !strings.Contains(v, "88.2\u00a0% (87.3–89.1) of the pairs by the distance that the loss stands for, 0.8*cos + 0.02*euc, at") {
		t.Errorf("verdict %q", v)
	}
}

// TestSearched: neighbours by the loss's own distance have a column unless they
// stand there by a registered name; where they are missing, the page says why.
func TestSearched(t *testing.T) {
	for own, want := range map[string]string{"0.8*cos + 0.02*euc": "[cosine euclidean own]", "cos": "[cosine euclidean]", "man": "[cosine euclidean own]"} {
		r := &eval.Result{Own: own, Neighbours: map[string]*eval.Neighbours{"own": {}, "euclidean": {}, "cosine": {}}}
		if got := fmt.Sprint(searched(r)); got != want {
			t.Errorf("%s: %s, want %s", own, got, want)
		}
	}
}

// TestCardsHaveTheDistanceOfTheVerdict: the figures that the text quotes stand among
// the headline figures.
func TestCardsHaveTheDistanceOfTheVerdict(t *testing.T) {
	d := example(40)
	for own, key := range map[string]string{"cos + 0.1*euc": eval.Own, "angular": "angular"} {
		d.Eval.Own = own
		v, n := *d.Eval.Verification["cosine"], *d.Eval.Neighbours["cosine"]
		v.HeldOutAccuracy, n.KNN5 = eval.Interval{Value: 0.777, Lo: 0.777, Hi: 0.777}, eval.Interval{Value: 0.666, Lo: 0.666, Hi: 0.666}
		d.Eval.Verification[key], d.Eval.Neighbours[key] = &v, &n
		for title, want := range map[string]string{"Pair accuracy": "77.7\u00a0%", "5-NN accuracy": "66.6\u00a0%"} {
			if !strings.Contains(d.verdict().String(), want) {
				t.Fatalf("%s: the verdict does not speak of it: %s", own, d.verdict())
			}
			i := slices.IndexFunc(d.cards(), func(c kit.Card) bool { return c.Title == title })
			lines := d.cards()[i].Lines
			if len(lines) != 3 || lines[2].Distance != kit.DistanceName(key).String() || lines[2].Value != want {
				t.Errorf("%s, %s: %+v", own, title, lines)
			}
		}
		delete(d.Eval.Verification, eval.Own)
		delete(d.Eval.Neighbours, eval.Own)
	}
}

func TestLayout(t *testing.T) {
	d := warned()
	for _, s := range webpage.Folded {
		d.Settings = append(d.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	d.Map = mapOfTwelve()
	webpage.Layout(t, html(t, d), 0)
}
