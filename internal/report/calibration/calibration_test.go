package calibration

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/report/kit"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// example has two classes that differ in angle and in length.
func example(t *testing.T, distances ...string) *Page {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 6))
	in := triplets.Input{Dim: 6, U8: make([]uint8, 60*6)}
	for i := range in.U8 {
		in.U8[i] = uint8(rng.IntN(120) + 100*((i/6+i%6)%2))
	}
	for range 150 {
		a := rng.Int32N(60)
		in.Index = append(in.Index, [3]int32{a, (a + 2*(1+rng.Int32N(28))) % 60, (a + 1 + 2*rng.Int32N(29)) % 60})
	}
	before, err := triplet.Preset("combined")
	if err != nil {
		t.Fatal(err)
	}
	c, err := calibrate.Run(in, calibrate.Options{Distances: distances, Before: before})
	if err != nil {
		t.Fatal(err)
	}
	return &Page{
		Version: "1", Command: "mekiki calibrate --raw", Title: "Coefficients from <pixels>", Source: "Made from pixels.", Notes: []string{"A <note>."},
		Result: c, Config: "loss: 'x'", ConfigFile: "calibrated.yaml", Settings: []kit.Setting{{Key: "by", Value: "spread"}},
	}
}

func TestCalibrationFiles(t *testing.T) {
	d := example(t)
	dir := filepath.Join(t.TempDir(), "new")
	var pages [2][]byte
	for i := range pages {
		if err := Write(dir, d); err != nil {
			t.Fatal(err)
		}
		var err error
		if pages[i], err = os.ReadFile(filepath.Join(dir, HTMLFile)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(pages[0], pages[1]) {
		t.Error("the same data gave two pages")
	}
	testutil.Golden(t, "testdata/calibration.html", []byte(webpage.Outline(string(pages[0]))))
	raw, err := os.ReadFile(filepath.Join(dir, JSONFile))
	if err != nil || !json.Valid(raw) || !bytes.Contains(raw, []byte(`"formula": "let w_cos`)) {
		t.Errorf("calibration.json: %v, %.200s", err, raw)
	}
	for _, name := range []string{"joint-before", "joint-after", "value-after", "margin-cosine", "zone-euclidean", "pairs"} {
		for ending, head := range map[string]string{".png": "\x89PNG", ".svg": "<"} {
			b, err := os.ReadFile(filepath.Join(dir, kit.FigureFolder, name+ending))
			if err != nil || !strings.HasPrefix(string(b), head) {
				t.Errorf("%s%s: %v", name, ending, err)
			}
		}
	}
}

// TestCalibrationOfOneDistance leaves out what takes two.
func TestCalibrationOfOneDistance(t *testing.T) {
	d := example(t, "cosine")
	var page bytes.Buffer
	if err := kit.RenderPage(&page, pageTemplate, newPageView(d, newFigures(d.Result, lang.English)), lang.English); err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{`id="zones"`, "w_cos =", "<note>", "<pixels>"} {
		if strings.Contains(page.String(), not) {
			t.Errorf("the page has %q", not)
		}
	}
}

func TestCalibrationLayout(t *testing.T) {
	d := example(t, "cosine", "euclidean")
	for _, s := range webpage.Folded {
		d.Settings = append(d.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	var b bytes.Buffer
	if err := kit.RenderPage(&b, pageTemplate, newPageView(d, newFigures(d.Result, lang.English)), lang.English); err != nil {
		t.Fatal(err)
	}
	webpage.Layout(t, b.String(), 0)
}
