package analysis

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/report/kit"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// example is a page about n made-up triplets of three classes.
func example(t *testing.T, n int, loss string, distances ...string) *Page {
	t.Helper()
	rng := rand.New(rand.NewPCG(4, 5))
	const rows, dim = 60, 9
	in := triplets.Input{Dim: dim, U8: make([]uint8, rows*dim), Labels: make([]int32, rows), Classes: []string{"bolt", "nut", "<washer>"}}
	for i := range in.U8 {
		in.Labels[i/dim] = int32(i / dim % 3)
		in.U8[i] = uint8(rng.IntN(160) * (1 + i/dim%3) / 3)
		if i%3 == i/dim%3 {
			in.U8[i] += 60
		}
	}
	a := &Page{
		Version: "0.2.0", Machine: "linux/amd64, 2 cores", Command: "mekiki analyze --out here", Time: time.Date(2026, 1, 5, 9, 30, 0, 0, time.UTC),
		Subject: "raw pixels", Data: "parts", Part: "test", Pictures: map[int][3]kit.Picture{},
		Settings: []kit.Setting{{Key: "part", Value: "test"}}, Timings: []kit.Timing{{Name: "analyse", Seconds: 0.5}},
	}
	for range n {
		x, y := rng.Int32N(rows), rng.Int32N(rows)
		for y%3 == x%3 {
			y = rng.Int32N(rows)
		}
		in.Index = append(in.Index, [3]int32{x, (x + 3*(1+rng.Int32N(19))) % rows, y})
		a.Labels = append(a.Labels, [3]int32{x % 3, x % 3, y % 3})
	}
	a.Index = in.Index
	var err error
	if a.Result, err = triplets.Run(t.Context(), in, triplets.Options{Distances: distances, Loss: triplet.Spec{Formula: loss}, Shown: 2}); err != nil {
		t.Fatal(err)
	}
	if d := a.Result.Disagreement; d != nil {
		for _, c := range slices.Concat(d.ForA, d.ForB) {
			a.Pictures[c.Triplet] = [3]kit.Picture{soft(rng, "bolt"), soft(rng, "bolt"), soft(rng, "<washer>")}
		}
	}
	return a
}

func html(t *testing.T, a *Page) string {
	t.Helper()
	var b bytes.Buffer
	doc, f := newAnalysis(a)
	if err := kit.RenderPage(&b, pageTemplate, newPageView(a, doc, f), lang.English); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const combinedLoss = "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)"

func TestAnalysisGolden(t *testing.T) {
	testutil.Golden(t, "testdata/analysis.html", []byte(webpage.Outline(html(t, example(t, 150, combinedLoss)))))
}

func TestAnalysisSaysWhatItFound(t *testing.T) {
	a := example(t, 150, combinedLoss)
	page, d := html(t, a), a.Result.Disagreement
	for _, want := range []string{
		"Of 150 triplets, cosine puts ", "acts on no triplet", "0.8*cos &#43; 0.02*euc", "choose no coefficient by them",
		"Only cosine is right: " + kit.Count(d.OnlyA), "Only Euclidean is right: " + kit.Count(d.OnlyB), "&lt;washer&gt;",
		"prefers-color-scheme:dark", "@media print", "McNemar",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	// Two histograms for each of three distances, the joint figure, the loss, the
	// table of classes, lengths in two forms, and length against angle.
	if n := strings.Count(page, "<svg"); n != 12 {
		t.Errorf("%d figures", n)
	}
	if n := strings.Count(page, `<img src="data:image/png;base64,`); n != 12 {
		t.Errorf("%d pictures, want those of four triplets", n)
	}
	rest := strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, "")
	for _, bad := range []string{"http:", "https:", "<script", "<link", "url(", "ZgotmplZ", "<washer", "NaN"} {
		if strings.Contains(rest, bad) {
			t.Errorf("the page contains %s", bad)
		}
	}
	// Its own levels are drawn only where the loss uses the distance.
	if !strings.Contains(page, "hatched zone") || strings.Contains(html(t, example(t, 30, "relu(ang_ap - ang_an)")), "hatched zone") {
		t.Error("level lines of a loss that has none, or none of one that has")
	}
}

// TestAnalysisOfLittle: one distance, no loss, no labels, two triplets that are
// the same; nothing of it has a spread.
func TestAnalysisOfLittle(t *testing.T) {
	in := triplets.Input{Dim: 2, U8: []uint8{9, 0, 9, 0, 0, 0}, Index: [][3]int32{{0, 1, 2}, {0, 1, 2}}}
	for _, names := range [][]string{{"cosine"}, {"euclidean", "cosine"}} {
		r, err := triplets.Run(t.Context(), in, triplets.Options{Distances: names})
		if err != nil {
			t.Fatal(err)
		}
		a := &Page{Result: r}
		page := html(t, a)
		if !strings.Contains(page, "100.0\u00a0%") || strings.Contains(page, `id="loss"`) || strings.Contains(page, `id="classes"`) ||
			strings.Contains(page, `id="together"`) != (len(names) > 1) || !strings.Contains(page, "no labels") || strings.Contains(page, "NaN") {
			t.Errorf("%v: a part is missing or too much, or a figure is NaN", names)
		}
		if err := Write(t.TempDir(), a); err != nil {
			t.Error(err)
		}
	}
}

func TestWriteAnalysis(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	a := example(t, 40, combinedLoss, "cosine", "euclidean", "manhattan")
	if err := Write(dir, a); err != nil {
		t.Fatal(err)
	}
	first := readAnalysis(t, dir)
	for _, name := range []string{"arrays/manhattan_difference.npy", "arrays/decision_ap.npy", "arrays/loss.npy", "figures/euclidean-against-manhattan.svg", "figures/class-pairs.png"} {
		if !slices.Contains(first.Files, name) {
			t.Errorf("%s is not listed", name)
		}
	}
	if len(first.Histograms) != 10 || len(first.Histograms[0].Edges) != 17 || sum(first.Histograms[0].Series[1].Counts) != 40 {
		t.Errorf("histograms %+v", first.Histograms)
	}
	var want bytes.Buffer
	single := make([]float32, 40)
	for i, v := range a.Result.Distances[1].Arrays.Diff {
		single[i] = float32(v)
	}
	if err := dataset.WriteNPY(&want, single, 40); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "arrays", "euclidean_difference.npy")); err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("euclidean_difference.npy holds something else: %v", err)
	}

	// A second analysis of less leaves nothing of the first beside it, but what is
	// not ours.
	own := filepath.Join(dir, "figures", "mine.png")
	if err := os.WriteFile(own, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, example(t, 40, "", "euclidean")); err != nil {
		t.Fatal(err)
	}
	second := readAnalysis(t, dir)
	for _, name := range first.Files {
		if there := exists(filepath.Join(dir, filepath.FromSlash(name))); there != slices.Contains(second.Files, name) {
			t.Errorf("%s is there: %v", name, there)
		}
	}
	if !exists(own) || len(second.Files) >= len(first.Files) {
		t.Error("a file that is not ours was removed, or none of ours")
	}
}

// TestOldAnalysisNamesOnlyItsOwnFiles: a file list that was tampered with does
// not lead out of the folder.
func TestOldAnalysisNamesOnlyItsOwnFiles(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	out := filepath.Join(dir, "out")
	for _, d := range []string{out, filepath.Join(out, "figures", "deep")} {
		if err := os.MkdirAll(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{victim, filepath.Join(out, "keep"), filepath.Join(out, "figures", "deep", "keep")} {
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	list := `{"files":["../victim","figures/..","figures/../../victim","keep","figures/deep/keep","` + filepath.ToSlash(victim) + `"]}`
	if err := os.WriteFile(filepath.Join(out, JSONFile), []byte(list), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Write(out, example(t, 5, "")); err != nil {
		t.Fatal(err)
	}
	if !exists(victim) || !exists(filepath.Join(out, "keep")) || !exists(filepath.Join(out, "figures", "deep", "keep")) {
		t.Error("a file was removed that no analysis wrote")
	}
}

func TestWriteAnalysisNamesTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	err := Write(file, example(t, 5, ""))
	if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "choose a folder") {
		t.Errorf("error %v", err)
	}
}

// TestClassTableSides: above 0 the first distance is better.
func TestClassTableSides(t *testing.T) {
	d := &triplets.Disagreement{A: "cosine", B: "euclidean", ClassPairs: []triplets.ClassPair{
		{Anchor: 4, Negative: 7, AnchorName: "bolt", NegativeName: "nut", Triplets: 10, OnlyA: 3, OnlyB: 1},
		{Anchor: 7, Negative: 4, AnchorName: "nut", NegativeName: "bolt", Triplets: 20, OnlyB: 7},
	}}
	g := (&figures{}).classTable(d, 30)
	svg := string(g.Plot.Inline())
	for _, want := range []string{">+20<", ">−35<", "cosine better", "Euclidean better"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the table lacks %s", want)
		}
	}
	if f := classesFinding(d).String(); !strings.Contains(f, "Cosine gains most for anchors of class bolt, 20 of 100") ||
		!strings.Contains(f, "Euclidean gains most for anchors of class nut, 35 of 100") {
		t.Errorf("finding %q", f)
	}
	if rows := clearRows(d); len(rows) != 2 || rows[0].Anchor != "bolt" || rows[1].Anchor != "nut" {
		t.Errorf("rows %+v", rows)
	}
	for i := range int32(maxClasses + 1) {
		d.ClassPairs = append(d.ClassPairs, triplets.ClassPair{Anchor: i, Negative: i + 1, Triplets: 1})
	}
	if g := (&figures{}).classTable(d, 90); g.Plot != nil || !strings.Contains(g.Missing, "too large") {
		t.Errorf("a table of %d classes is drawn", maxClasses+2)
	}
}

func readAnalysis(t *testing.T, dir string) (doc struct {
	Files      []string `json:"files"`
	Histograms []binned `json:"histograms"`
}) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, JSONFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestAnalysisLayout(t *testing.T) {
	d := example(t, 200, combinedLoss, "cosine", "euclidean")
	for _, s := range webpage.Folded {
		d.Settings = append(d.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	webpage.Layout(t, html(t, d), 1)
}

func TestAnalysisWords(t *testing.T) {
	for got, want := range map[string]string{
		alike(0.97).String(): "say nearly the same", alike(-0.8).String(): "contradict each other", fileName("0.8*cos + Euc"): "0-8-cos-euc",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// soft is a picture of some soft shape.
func soft(rng *rand.Rand, class string) kit.Picture {
	p := kit.Picture{H: 28, W: 28, C: 1, Class: class, Index: rng.IntN(60000), Pix: make([]uint8, 784)}
	cx, cy, w, h := 14+rng.NormFloat64(), 14+rng.NormFloat64(), 6+4*rng.Float64(), 8+4*rng.Float64()
	for i := range p.Pix {
		x, y := (float64(i%28)-cx)/w, (float64(i/28)-cy)/h
		if r := x*x*x*x + y*y*y*y; r < 1 {
			p.Pix[i] = uint8(90 + 120*(1-r) + 40*rng.Float64())
		}
	}
	return p
}
