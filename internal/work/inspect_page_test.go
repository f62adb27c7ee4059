package work

import (
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/report/explanation"
	"mekiki/internal/report/inspection"
	"mekiki/internal/report/verdicts"
)

// madeOnce is the folder of drawnInspector, made by the first test that asks for it.
var madeOnce struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if madeOnce.dir != "" {
		os.RemoveAll(madeOnce.dir)
	}
	os.Exit(code)
}

// drawnInspector is an inspector of drawn good parts, and the parts: a copy for this test.
func drawnInspector(t *testing.T) (inspector, parts string) {
	t.Helper()
	madeOnce.Do(func() { madeOnce.err = makeOnce() })
	if madeOnce.err != nil {
		t.Fatal(madeOnce.err)
	}
	dir := filepath.Join(t.TempDir(), "made")
	if err := os.CopyFS(dir, os.DirFS(madeOnce.dir)); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "ring.mekiki"), filepath.Join(dir, "drawn")
}

func makeOnce() (err error) {
	if madeOnce.dir, err = os.MkdirTemp("", "inspector"); err != nil {
		return err
	}
	d := NewDrawPartsConfig()
	d.Size, d.Good, d.TestGood, d.Bad, d.Out = "128x128", 6, 3, 5, filepath.Join(madeOnce.dir, "drawn")
	if _, err := DrawParts(context.Background(), quiet(), d); err != nil {
		return err
	}
	c := NewInspectFitConfig()
	c.Size, c.Vectors, c.Good, c.Out = "128x128", 200, filepath.Join(d.Out, "train"), filepath.Join(madeOnce.dir, "ring.mekiki")
	_, err = InspectFit(context.Background(), quiet(), c)
	return err
}

// brighter writes a picture as a JPEG in other light.
func brighter(t *testing.T, from, to string) {
	t.Helper()
	f, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	im, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(im.Bounds())
	for y := range im.Bounds().Dy() {
		for x := range im.Bounds().Dx() {
			r, g, b, _ := im.At(x, y).RGBA()
			lift := func(v uint32) uint8 { return uint8(min(255, v>>8+v>>12)) }
			out.Set(x, y, color.RGBA{lift(r), lift(g), lift(b), 255})
		}
	}
	w, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := jpeg.Encode(w, out, &jpeg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
}

// TestInspectTestNamesLeaks: a learned picture in the test is named, also packed anew in
// other light; parts that only look alike are not. Objects of several pictures count once.
func TestInspectTestNamesLeaks(t *testing.T) {
	inspector, parts := drawnInspector(t)
	c := NewInspectTestConfig()
	c.Inspector, c.Data, c.Resamples, c.Out, c.Shown = inspector, filepath.Join(parts, "test"), 20, filepath.Join(t.TempDir(), "report"), 2
	p, err := InspectTest(t.Context(), quiet(), c)
	if err != nil {
		t.Fatal(err)
	}
	if p.LeakChecked != 6 || len(p.Leaks) != 0 || len(p.Parts) != 8 || p.Pixels == nil || p.Seconds <= 0 {
		t.Errorf("%d learned, leaks %v, %d parts, pixels %v, %v s", p.LeakChecked, p.Leaks, len(p.Parts), p.Pixels, p.Seconds)
	}
	page, err := os.ReadFile(filepath.Join(c.Out, inspection.HTMLFile))
	if err != nil || strings.Count(string(page), "data:image/jpeg") != 8 {
		t.Errorf("a page of %d pictures, want 2 good and 2 bad ones twice: %v", strings.Count(string(page), "data:image/jpeg"), err)
	}
	if _, err := InspectTest(t.Context(), quiet(), c); err == nil || !strings.Contains(err.Error(), "holds a test of an inspector already") {
		t.Errorf("a report is written over: %v", err)
	}

	good, err := filepath.Glob(filepath.Join(parts, "train/good/*.png"))
	if err != nil || len(good) != 6 {
		t.Fatal(good, err)
	}
	b, err := os.ReadFile(good[4])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.Data, "good/copy.png"), b, 0o666); err != nil {
		t.Fatal(err)
	}
	brighter(t, good[2], filepath.Join(c.Data, "good/light.jpg"))
	c.Out, c.Shown, c.Object = "", 0, `^good/(.)`
	if p, err = InspectTest(t.Context(), quiet(), c); err != nil {
		t.Fatal(err)
	}
	if len(p.Leaks) != 2 || p.Leaks[0].Distance != 0 || !strings.HasSuffix(p.Leaks[0].Known, filepath.Base(good[4])) ||
		!(p.Leaks[1].Distance > 0) || !strings.HasSuffix(p.Leaks[1].Known, filepath.Base(good[2])) {
		t.Errorf("leaks %+v", p.Leaks)
	}
	if r := p.Figures.Overkill; r.Of != 5 || r.Cases != 3 { // objects 0 (three pictures), c and l
		t.Errorf("%d good parts of %d objects", r.Of, r.Cases)
	}
}

// TestInspectPages: the sheet of verdicts and the explanation agree with the verdicts, and a
// picture that cannot be read is in both.
func TestInspectPages(t *testing.T) {
	inspector, parts := drawnInspector(t)
	broken := filepath.Join(t.TempDir(), "broken.png")
	if err := os.WriteFile(broken, []byte("no picture"), 0o666); err != nil {
		t.Fatal(err)
	}
	paths := []string{filepath.Join(parts, "test", "good"), broken}
	r := NewInspectRunConfig()
	r.Inspector, r.Paths, r.Out = inspector, paths, filepath.Join(t.TempDir(), "sheet")
	ran, err := InspectRun(t.Context(), quiet(), r)
	if err != nil {
		t.Fatal(err)
	}
	x := NewInspectExplainConfig()
	x.Inspector, x.Paths, x.Near, x.Out = inspector, paths, 2, filepath.Join(t.TempDir(), "why")
	why, err := InspectExplain(t.Context(), quiet(), x)
	if err != nil {
		t.Fatal(err)
	}
	if len(ran.Parts) != 4 || len(why.Pictures) != 4 {
		t.Fatalf("%d judged, %d explained", len(ran.Parts), len(why.Pictures))
	}
	for i, p := range ran.Parts {
		w := why.Pictures[i]
		if p.File != w.File || p.Score != w.Score || p.Verdict != w.Verdict || p.Error != w.Error {
			t.Errorf("judged %v, explained %v", p, w)
		}
		if i < 3 && (len(w.Places) == 0 || len(w.Places[0].Good) != 2) {
			t.Errorf("%s: places %+v", w.File, w.Places)
		}
	}
	if last := why.Pictures[3]; last.Error == "" || last.Verdict != risk.Review {
		t.Errorf("a broken picture: %+v", last)
	}
	for _, file := range []string{filepath.Join(r.Out, verdicts.HTMLFile), filepath.Join(x.Out, explanation.HTMLFile)} {
		if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), "broken.png") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestInspectExplainRefuses wants settings out of range refused, before a file is opened.
func TestInspectExplainRefuses(t *testing.T) {
	for name, change := range map[string]func(*InspectExplainConfig){
		"no picture":   func(c *InspectExplainConfig) { c.Paths = nil },
		"no place":     func(c *InspectExplainConfig) { c.Places = 0 },
		"no neighbour": func(c *InspectExplainConfig) { c.Near = 11 },
	} {
		c := NewInspectExplainConfig()
		c.Inspector, c.Paths = "nowhere.mekiki", []string{"nowhere.png"}
		change(&c)
		if _, err := InspectExplain(t.Context(), quiet(), c); err == nil || strings.Contains(err.Error(), "nowhere") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
