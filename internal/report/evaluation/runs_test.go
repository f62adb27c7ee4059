package evaluation

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/testutil/webpage"
)

// threeRuns is the example with two runs beside it, the longest first.
func threeRuns() *Page {
	d := batchExample(20)
	d.Runs = []Run{{Folder: "runs/cnn-1", Meta: d.Meta, Eval: d.Eval}}
	for i, preset := range []string{"cnn-small", "mlp"} {
		r := Run{Folder: "runs/" + preset, Meta: d.Meta}
		b := *d.Meta.Batch
		b.Preset = preset
		r.Meta.Batch = &b
		t := &r.Meta.Training
		t.History = nil
		for e := 1; e <= 5; e++ {
			t.History = append(t.History, model.Epoch{Epoch: e, Seconds: []float64{30, 2}[i], ValAccuracy: 0.9 + 0.005*float64(e)})
		}
		t.Seconds, t.ValAccuracy = []float64{160, 12}[i], 0.925
		d.Runs = append(d.Runs, r)
	}
	return d
}

func TestRunsBesideEachOther(t *testing.T) {
	d := threeRuns()
	page := html(t, d)
	for _, want := range []string{
		"Accuracy over time, several runs", "seconds of training", "The axis of time is logarithmic",
		">mlp<", ">cnn-small<", ">cnn<", "official test pictures, at the end",
		">mlp<small>multi-similarity</small></th><td>477,440</td><td>12\u00a0s</td><td>92.5\u00a0%</td><td>–</td>",
		"<td>854\u00a0s</td><td>93.2\u00a0%</td><td>86.4\u00a0%<small>85.7–87.1</small></td>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	webpage.StandsAlone(t, strings.ReplaceAll(page, "<script", "")) // the map has one
	var doc struct{ Runs []runFacts }
	if err := json.Unmarshal([]byte(asJSON(t, d)), &doc); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range doc.Runs {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, []string{"mlp", "cnn-small", "cnn"}) {
		t.Fatalf("runs %v, want the shortest first", names)
	}
	want := runFacts{
		Name: "cnn-small", Folder: "runs/cnn-small", Loss: "multi-similarity", Network: d.Meta.Network, Parameters: 477440, Seed: 1,
		Seconds: 160, Val: 0.925, Curve: []runPoint{{30, 0.905}, {60, 0.91}, {90, 0.915}, {120, 0.92}, {150, 0.925}},
	}
	if diff := cmp.Diff(want, doc.Runs[1]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if cnn := doc.Runs[2]; cnn.TestBy != "cosine" || cnn.Test != d.Eval.Neighbours["cosine"].KNN5 {
		t.Errorf("test figure %v by %s", cnn.Test, cnn.TestBy)
	}
	if page := html(t, batchExample(20)); strings.Contains(page, "several runs") || strings.Contains(asJSON(t, batchExample(20)), `"runs"`) {
		t.Error("runs in a report of one")
	}
}

// TestRunWithoutACurve ends where its training did, without its validations, as the
// curves beside it do.
func TestRunWithoutACurve(t *testing.T) {
	d := threeRuns()
	d.Runs = []Run{d.Runs[1], d.Runs[1]}
	for i := range d.Runs {
		d.Runs[i].Eval = d.Eval
	}
	var history []model.Epoch
	for _, e := range d.Runs[1].Meta.Training.History {
		e.ValAccuracy = 0
		history = append(history, e)
	}
	d.Runs[1].Meta.Training.History = history
	ends := regexp.MustCompile(`d="M([0-9.]+) [^"]*Z" fill="none" stroke-width="1.5" style="stroke:var\(--plot-[ab]\)"`).
		FindAllStringSubmatch(string(runsFigure(lang.English, d.runs()).SVG), -1)
	if len(ends) != 2 || ends[0][1] != ends[1][1] {
		t.Errorf("runs of one length end at %q", ends)
	}
}

func TestRunsOfLikeLengthOnALinearAxis(t *testing.T) {
	d := threeRuns()
	d.Runs = d.Runs[:2] // 854 s and 150 s
	if page := html(t, d); strings.Contains(page, "logarithmic") || !strings.Contains(page, "several runs") {
		t.Error("the axis is logarithmic")
	}
}

// TestRunOnTripletsIsAMark has a run without a curve: its test figure stands there alone.
func TestRunOnTripletsIsAMark(t *testing.T) {
	d := threeRuns()
	plain := example(5)
	d.Runs = append(d.Runs[1:], Run{Folder: "runs/article", Meta: plain.Meta, Eval: plain.Eval})
	page := html(t, d)
	for _, want := range []string{">article<", "combined</small></th><td>566,144</td>", "<td>20\u00a0s</td><td>–</td><td>86.4"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if r := d.Runs[2]; r.HasCurve() || !d.Runs[0].HasCurve() {
		t.Error("which runs have a curve")
	}
	d.Runs = []Run{{}, {Meta: model.Meta{Training: model.Training{Seconds: math.NaN(), History: []model.Epoch{{Seconds: math.NaN(), ValAccuracy: 0.5}}}}}}
	page = html(t, d)
	if !strings.Contains(page, "None of these runs measured an accuracy") || strings.Contains(page, "NaN") || strings.Contains(asJSON(t, d), "NaN") {
		t.Error("runs without numbers")
	}
	webpage.Nested(t, page)
}

func TestNamesOfRuns(t *testing.T) {
	run := func(folder, preset string) Run {
		return Run{Folder: folder, Meta: model.Meta{Batch: &model.BatchTraining{Preset: preset}}}
	}
	for _, c := range []struct {
		runs []Run
		want []string
	}{
		{[]Run{run("a/x", "mlp"), run("a/y", "cnn")}, []string{"mlp", "cnn"}},
		{[]Run{run("a/x", "mlp"), run("a/y", "mlp"), run("b/x", "cnn")}, []string{"x", "y", "cnn"}},
		{[]Run{run("a/x", "mlp"), run("b/x", "mlp"), {Folder: "c/z/"}}, []string{"a/x", "b/x", "z"}},
		{[]Run{{Folder: "c/mlp"}, run("a/x", "mlp")}, []string{"c/mlp", "a/x"}},
	} {
		if got := runNames(c.runs); !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
}

func TestReadEvaluation(t *testing.T) {
	d := example(10)
	e, seconds, err := Read(strings.NewReader(asJSON(t, d)))
	if err != nil || seconds != d.Meta.Training.Seconds {
		t.Fatal(seconds, err)
	}
	if diff := cmp.Diff(d.Eval, e); diff != "" {
		t.Errorf("-written +read:\n%s", diff)
	}
	old := strings.Replace(asJSON(t, d), "\"schema\": \"mekiki/report/1\",\n", "", 1) // as of a program that named no schema
	if e, _, err = Read(strings.NewReader(old)); err != nil || strings.Contains(old, "mekiki/report") || !cmp.Equal(d.Eval, e) {
		t.Errorf("without a schema: %v, %v", e, err)
	}
	d.Eval = nil
	if e, _, err = Read(strings.NewReader(asJSON(t, d))); err != nil || e != nil {
		t.Errorf("no evaluation: %v, %v", e, err)
	}
	for text, want := range map[string]string{"": "unexpected end", "{}": "no field model", `{"model": 3}`: "cannot unmarshal", strings.Repeat(" ", 64<<20+1): "more than 64 MiB"} {
		if _, _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
}

func FuzzReadEvaluation(f *testing.F) {
	for _, s := range []string{"{}", `{"model":{"training":{"seconds":1}},"evaluation":{"own":"cos","neighbours":{"cosine":null,"own":{"knn5_accuracy":{"value":0.9}}}}}`, `{"model":null,"evaluation":[]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, seconds, err := Read(strings.NewReader(string(b)))
		if err != nil {
			return
		}
		d := &Page{Runs: []Run{{Folder: "x", Eval: e, Meta: model.Meta{Training: model.Training{Seconds: seconds}}}}}
		if page := html(t, d); strings.Contains(page, "NaN") {
			t.Error("the page shows NaN")
		}
		asJSON(t, d)
	})
}
