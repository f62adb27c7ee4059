package plot

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/testutil"
)

// checkXML fails unless b is well-formed; it returns the number of elements.
func checkXML(t *testing.T, name string, b []byte) int {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	n := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatalf("%s: not well-formed: %v", name, err)
		}
		if _, ok := tok.(xml.StartElement); ok {
			n++
		}
	}
}

func TestFiguresInAllForms(t *testing.T) {
	names, figs := figures(2000)
	_, again := figures(2000)
	css := CSS()
	variable := regexp.MustCompile(`var\((--[a-z-]+)\)`)
	for _, name := range names {
		f := figs[name]
		alone, inline := f.SVG(), f.Inline()
		checkXML(t, name, alone)
		checkXML(t, name, inline)
		if bytes.Contains(alone, []byte("var(")) {
			t.Errorf("%s: the stand-alone SVG needs a style sheet", name)
		}
		if !bytes.Contains(inline, []byte(`text-anchor="middle"`)) {
			t.Errorf("%s: centring is not left to the reader's font", name)
		}
		if bytes.Contains(inline, []byte(`="#`)) {
			t.Errorf("%s: the inline SVG has a fixed colour", name)
		}
		for _, m := range variable.FindAllSubmatch(inline, -1) {
			if !strings.Contains(css, string(m[1])+":") {
				t.Errorf("%s: %s is not in CSS()", name, m[1])
			}
		}
		for _, b := range [][]byte{alone, inline} {
			if strings.Contains(strings.ReplaceAll(string(b), `xmlns="http://www.w3.org/2000/svg"`, ""), "://") {
				t.Errorf("%s: refers to the network", name)
			}
			if bytes.Contains(b, []byte("NaN")) || bytes.Contains(b, []byte("Inf")) {
				t.Errorf("%s: a coordinate is not finite", name)
			}
		}
		if !bytes.Equal(alone, again[name].SVG()) {
			t.Errorf("%s: not the same bytes twice", name)
		}
		raw, err := f.PNG(72)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if w, h := img.Bounds().Dx(), img.Bounds().Dy(); math.Abs(float64(w)-f.Width) > 1 || math.Abs(float64(h)-f.Height) > 1 {
			t.Errorf("%s: PNG of %d x %d, want %v x %v", name, w, h, f.Width, f.Height)
		}
		colours := map[any]bool{}
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				colours[img.At(x, y)] = true
			}
		}
		if len(colours) < 20 {
			t.Errorf("%s: PNG with %d colours shows nothing", name, len(colours))
		}
	}
}

func TestGoldenDiagram(t *testing.T) {
	_, figs := figures(10)
	testutil.Golden(t, "testdata/diagram.svg", figs["diagram"].SVG())
}

func TestScatterStaysSmall(t *testing.T) {
	_, figs := figures(300_000)
	b := figs["scatter"].Inline()
	if n := checkXML(t, "scatter", b); n > 100 || len(b) > 100_000 {
		t.Errorf("300,000 points: %d elements, %d bytes", n, len(b))
	}
}

func TestScatterPutsPointsInTheirCells(t *testing.T) {
	f, err := Scatter{X: []float64{0, 0, 0, 1}, Y: []float64{0, 0, 0, 1}}.Figure()
	if err != nil {
		t.Fatal(err)
	}
	// Levels 1, 2 and 3: both corners in the first, one in the others.
	var filled []int
	for _, line := range strings.Split(string(f.Inline()), "\n") {
		if strings.Contains(line, "<path") && strings.Contains(line, "fill:var(--plot-a)") {
			filled = append(filled, strings.Count(line, "M"))
		}
	}
	want := []int{1, 1, 1, 1, 1, 1, 2, 1, 1} // nine of the legend (1+2+3), then the layers
	if d := cmp.Diff(want, filled); d != "" {
		t.Errorf("rectangles a path: %s", d)
	}
}

func TestBinMatchesNumPy(t *testing.T) {
	raw, err := os.ReadFile("testdata/histogram.json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Values, Edges []float64
		Counts        []int
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	dirty := append([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}, want.Values...)
	edges, counts, err := Bin([]Sample{{"x", dirty}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want.Counts, counts[0]); d != "" {
		t.Errorf("counts: %s", d)
	}
	for i := range edges {
		if math.Abs(edges[i]-want.Edges[i]) > 1e-12 {
			t.Errorf("edge %d: %v, want %v", i, edges[i], want.Edges[i])
		}
	}
}

func TestNothingToShow(t *testing.T) {
	nan := []float64{math.NaN(), math.Inf(1)}
	for name, figure := range map[string]func() (*Figure, error){
		"lines":     LineChart{Series: []Series{{"a", nan, nan}}}.Figure,
		"no lines":  LineChart{}.Figure,
		"roc":       ROC{Curves: []Curve{{"a", nan, nan, 0}}}.Figure,
		"histogram": Histogram{Samples: []Sample{{"a", nan}}}.Figure,
		"scatter":   Scatter{X: nan, Y: nan}.Figure,
		"confusion": Confusion{Counts: [][]int{{0}}}.Figure,
		"points":    Points{Groups: []Series{{"a", nan, nan}}}.Figure,
		"cloud":     Cloud{}.Figure,
		"log":       Points{LogX: true, Groups: []Series{{"a", []float64{0, -1}, []float64{1, 1}}}}.Figure,
		"strip":     Strip{}.Figure,
		"forest":    Forest{}.Figure,
		"boxes":     Boxes{}.Figure,
		"joint":     JointDensity{}.Figure,
	} {
		if _, err := figure(); !errors.Is(err, ErrNoData) {
			t.Errorf("%s: %v, want ErrNoData", name, err)
		}
	}
}

func TestOddNumbers(t *testing.T) {
	nan := math.NaN()
	must := func(f *Figure, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.PNG(72); err != nil {
			t.Fatal(err)
		}
		b := f.Inline()
		checkXML(t, "odd", b)
		if bytes.Contains(b, []byte("NaN")) || bytes.Contains(b, []byte("Inf")) {
			t.Errorf("a coordinate is not finite:\n%s", b)
		}
		return string(b)
	}
	must(LineChart{Series: []Series{{"one", []float64{1}, []float64{0.32}}}, MarkX: 1, MarkName: "best"}.Figure())
	broken := must(LineChart{Series: []Series{{"", []float64{1, 2, 3, 4, 5}, []float64{1, 2, nan, 3, 2}}}}.Figure())
	if n := strings.Count(broken, `stroke-width="1.6"`); n != 3 { // legend, and two pieces
		t.Errorf("%d lines for a series with a gap, want 3", n)
	}
	must(Histogram{Samples: []Sample{{"same", []float64{5, 5, 5}}}}.Figure())
	must(Histogram{Samples: []Sample{{"huge", []float64{-1e149, 1e149, math.MaxFloat64}}}}.Figure())
	must(Scatter{X: []float64{1e-300, 0}, Y: []float64{0, 0}, Zero: true}.Figure())
	must(Confusion{Counts: [][]int{{3}}}.Figure())
	for _, n := range []int{2, 20, 60, 300} {
		counts := make([][]int, n)
		for i := range counts {
			counts[i] = make([]int, n)
			counts[i][i] = 1234567
		}
		must(Confusion{Counts: counts, Classes: []string{strings.Repeat("very long name ", 30)}}.Figure())
	}
}

func TestHostileNames(t *testing.T) {
	evil := "<script>\"'&\x00\x1b\xff\ufffe目利き"
	values := []float64{1, 2}
	levels := Levels{Name: evil, Zero: evil, At: []float64{1}, Names: []string{evil}, Grid: NewGrid(0, 2, 0, 2, 9, 9, func(x, _ float64) float64 { return math.Max(x-0.7, 0) })}
	for name, figure := range map[string]func() (*Figure, error){
		"confusion": Confusion{Counts: [][]int{{1, 2}, {3, 4}}, Classes: []string{evil, evil}, Label: evil}.Figure,
		"joint":     JointDensity{X: values, Y: values, Note: evil, Unit: evil, Label: evil, Levels: levels, Over: Series{evil, values, values}}.Figure,
		"surface":   Surface{Levels: levels, Downhill: evil}.Figure,
		"forest":    Forest{Rows: []Estimate{{evil, 1, 0.5, 2, evil, values}}, Zero: true, Left: evil, Right: evil, DotsName: evil}.Figure,
		"boxes":     Boxes{XLabel: evil, Rows: []BoxRow{{evil, values, evil}}}.Figure,
		"strip":     Strip{DotName: evil, Columns: []Sample{{evil, values}}}.Figure,
		"versus":    Versus{Better: evil, Classes: []string{evil}, Values: [][]float64{{}, {1}}}.Figure,
		"points":    Points{Groups: []Series{{evil, values, values}}, Steps: []Series{{evil, values, values}}}.Figure,
		"cloud":     Cloud{Label: evil, XLabel: evil, YLabel: evil, X: values, Y: values, Class: []int32{0, 1}, Classes: []string{evil, evil}, Marked: []bool{true, false}, MarkedName: evil}.Figure,
		"marks":     Histogram{Samples: []Sample{{evil, values}}, Marks: []Mark{{1.5, evil}}}.Figure,
	} {
		f, err := figure()
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range [][]byte{f.SVG(), f.Inline()} {
			checkXML(t, name, b)
			if bytes.Contains(b, []byte("<script")) {
				t.Errorf("%s: a name became markup", name)
			}
			if !bytes.Contains(b, []byte("目利き")) {
				t.Errorf("%s: Japanese text is lost", name)
			}
		}
	}
}

func TestJapaneseIsMeasured(t *testing.T) {
	sty := style(10, ink, 0, 0)
	if w := sty.Width("目利き"); math.Abs(float64(w)-30) > 0.01 {
		t.Errorf("three Japanese characters at 10 points: %v wide, want 30", w)
	}
	if a, b := sty.Width("−1 → 2"), sty.Width("-1 > 2"); a > b*1.3 {
		t.Errorf("signs of the font are taken for wide ones: %v, %v", a, b)
	}
	if got := fit("目利き目利き", sty, 35); got != "目利…" {
		t.Errorf("fit: %q", got)
	}
}

func TestTicks(t *testing.T) {
	for _, r := range [][2]float64{{0, 1}, {-3, 4}, {0.1, 0.1004}, {1e6, 1e6 + 2}, {0, 3e9}, {0, 2e-7}, {1, 1 + 1e-7}, {-1e149, 1e149}, {1, 14}} {
		for _, whole := range []bool{false, true} {
			marks := ticks(whole)(r[0], r[1])
			if !whole && (len(marks) < 2 || len(marks) > 6) {
				t.Errorf("%v: %d ticks", r, len(marks))
			}
			for i, m := range marks {
				if m.Value < r[0]-(r[1]-r[0])*1e-6 || m.Value > r[1]+(r[1]-r[0])*1e-6 {
					t.Errorf("%v: tick %v outside", r, m.Value)
				}
				if n := len([]rune(m.Label)); n > 11 {
					t.Errorf("%v: label of %d characters: %s", r, n, m.Label)
				}
				if i > 0 && m.Label == marks[i-1].Label {
					t.Errorf("%v: two ticks read %s", r, m.Label)
				}
				if whole && strings.Contains(m.Label, ".") && !strings.Contains(m.Label, "e") {
					t.Errorf("%v: %s is no whole number", r, m.Label)
				}
			}
		}
	}
}

// TestContrast holds both themes to WCAG 2: 4.5 for text, 3 for lines.
func TestContrast(t *testing.T) {
	lum := func(hex string) float64 {
		var l float64
		for i, w := range []float64{0.2126, 0.7152, 0.0722} {
			var v float64
			for _, d := range strings.ToLower(hex[1+2*i : 3+2*i]) {
				v = v*16 + float64(strings.IndexRune("0123456789abcdef", d))
			}
			if v /= 255; v <= 0.04045 {
				l += w * v / 12.92
			} else {
				l += w * math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return l
	}
	for r, p := range palette {
		need := map[role]float64{ink: 4.5, muted: 4.5, seriesA: 3, seriesB: 3, seriesC: 3, seriesD: 3}[role(r)]
		for _, pair := range [][2]string{{p.light, palette[surface].light}, {p.dark, palette[surface].dark}} {
			a, b := lum(pair[0]), lum(pair[1])
			if c := (math.Max(a, b) + 0.05) / (math.Min(a, b) + 0.05); c < need {
				t.Errorf("%s: %s on %s has contrast %.2f, want %.1f", p.name, pair[0], pair[1], c, need)
			}
		}
	}
}
