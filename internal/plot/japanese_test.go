package plot

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// TestJapanesePNG draws each character alone: it leaves ink, and other ink than the box
// for a missing glyph and than any other character.
func TestJapanesePNG(t *testing.T) {
	picture := func(s string) string {
		f := &Figure{Width: 40, Height: 20, paint: func(c draw.Canvas) {
			write(c, s, labelSize, ink, draw.XLeft, 4, 6)
		}}
		b, err := f.PNG(96)
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return string(grey(m))
	}
	seen := map[string]rune{picture(" "): ' ', picture("?"): '?', picture("\u9fff"): '\u9fff'}
	if len(seen) != 2 {
		t.Errorf("a character that no font has is not drawn as ?")
	}
	for _, r := range "距離良品不見逃過検出閾値余裕しきいマージンd(a,p)傷汚打痕欠錆％、。「」【】～①Ａ" {
		p := picture(string(r))
		if other, ok := seen[p]; ok {
			t.Errorf("%c looks as %q", r, other)
		}
		seen[p] = r
	}
}

// TestJapaneseLabelsAreWhole compares the ink of a label with its measured box, in all
// positions: nothing stands outside, and it is not cut at the figure's border.
func TestJapaneseLabelsAreWhole(t *testing.T) {
	h := Histogram{XLabel: "距離 d(a,p)", YLabel: "三つ組の数", Samples: []Sample{
		{"良品（同じ部品）", []float64{0.1, 0.2, 0.2, 0.3}}, {"不良品（打痕・錆）", []float64{0.5, 0.6, 0.6, 0.9}},
	}, Marks: []Mark{{0.4, "しきい値 0.4"}}}
	f, err := h.Figure()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := f.PNG(144)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), "japanese.png"), raw, 0o666); err != nil { // to look at, with -artifacts
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	b := m.Bounds()
	for x := range b.Max.X {
		for _, y := range []int{0, b.Max.Y - 1} {
			if !blank(m, x, y) {
				t.Fatalf("ink at the border, %d, %d", x, y)
			}
		}
	}
	for y := range b.Max.Y {
		if !blank(m, 0, y) || !blank(m, b.Max.X-1, y) {
			t.Fatalf("ink at the border, line %d", y)
		}
	}
	svg := string(f.SVG())
	for _, want := range []string{"距離 d(a,p)", "三つ組の数", "しきい値 0.4", "'Yu Gothic'", "Meiryo"} {
		if !strings.Contains(svg, want) {
			t.Errorf("SVG has no %s", want)
		}
	}
}

// TestJapaneseInk: the ink of a label is as wide as it was measured.
func TestJapaneseInk(t *testing.T) {
	const label = "距離 d(a,p) と余裕（マージン）の差"
	w := style(labelSize, ink, draw.XLeft, draw.YBottom).Width(label)
	f := &Figure{Width: float64(w) + 40, Height: 20, paint: func(c draw.Canvas) {
		write(c, label, labelSize, ink, draw.XRight, w+20, 6)
	}}
	b, err := f.PNG(144)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	first, last := math.Inf(1), 0.0
	for x := range m.Bounds().Max.X {
		for y := range m.Bounds().Max.Y {
			if !blank(m, x, y) {
				first, last = min(first, float64(x)/2), max(last, float64(x)/2)
			}
		}
	}
	if first < 19 || first > 23 || last > float64(w)+21 || last < float64(w)+17 {
		t.Errorf("ink from %v to %v, measured 20 to %v", first, last, w+20)
	}
	if got := vg.Length(12); style(labelSize, ink, 0, 0).Width("あ") != got {
		t.Errorf("a kana is not as wide as it is high")
	}
}

func grey(m image.Image) []byte {
	var out []byte
	for y := range m.Bounds().Max.Y {
		for x := range m.Bounds().Max.X {
			v, _, _, _ := m.At(x, y).RGBA()
			out = append(out, byte(v>>8))
		}
	}
	return out
}

func blank(m image.Image, x, y int) bool {
	r, g, b, _ := m.At(x, y).RGBA()
	return r == 0xffff && g == 0xffff && b == 0xffff
}
