package kit

import (
	"math"
	"slices"
	"testing"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
)

func TestFormats(t *testing.T) {
	for got, want := range map[string]string{
		Percent(eval.Interval{Value: 0.913, Lo: 0.901, Hi: 0.924}).String():          "91.3\u00a0% (90.1–92.4)",
		Percent(eval.Interval{Value: 0.913, Lo: 0.901, Hi: 0.924}).In(lang.Japanese): "91.3\u00a0%（90.1〜92.4）",
		Percent(eval.Interval{Value: 0.5, Lo: 0.5, Hi: 0.5}).String():                "50.0\u00a0%",
		Percent(eval.Interval{Value: math.NaN()}).String():                           "–",
		Plain(eval.Interval{Value: 0.9661, Lo: 0.961, Hi: math.NaN()}).String():      "0.966",
		Seconds(0.031).String(): "0.03\u00a0s", Seconds(75).String(): "75.0\u00a0s", Seconds(3599).String(): "59\u00a0min 59\u00a0s", Seconds(7260).String(): "2\u00a0h 01\u00a0min", Seconds(-1).String(): "–",
		Count(0): "0", Count(999): "999", Count(1000): "1,000", Count(1234567): "1,234,567", Count(-12345): "−12,345",
		Plural(1, "1 epoch", "%s epochs").String(): "1 epoch", Plural(1000, "1 epoch", "%s epochs").String(): "1,000 epochs", Number(-0.123456): "−0.1235", Share(1, 0): "–",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		List(nil).String(): "", List{lang.T("a")}.String(): "a", List{lang.T("a"), lang.T("b")}.String(): "a and b",
		List{lang.T("a"), lang.T("b"), lang.T("c")}.String(): "a, b and c", List{lang.T("a"), lang.T("b"), lang.T("c")}.In(lang.Japanese): "a、b、c", Capital(lang.T("euclidean")).String(): "Euclidean", Capital(lang.Message{}).String(): "", Capital(lang.T("距離")).String(): "距離",
		Brief(math.NaN()): "–", Brief(-0.12345): "−0.123", Brief(123456): "123,456", ShortP(0.0004): "<\u00a00.001", ShortP(0.5): "0.5", ShortP(1): "1",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestThumbnail(t *testing.T) {
	small := Picture{H: 2, W: 2, C: 1, Pix: []uint8{1, 2, 3, 4}}
	if got := small.Thumbnail(); !slices.Equal(got.Pix, small.Pix) {
		t.Errorf("a small picture became %v", got)
	}
	p := Picture{H: 3, W: 320, C: 3, Pix: make([]uint8, 3*320*3)}
	for i := range p.Pix {
		p.Pix[i] = uint8(i % 3 * 50)
	}
	p.Pix[0] = 40 // one red value of the first block of four
	got := p.Thumbnail()
	if got.H != 1 || got.W != 160 || got.URI() == "" || !slices.Equal(got.Pix[:6], []uint8{10, 50, 100, 0, 50, 100}) {
		t.Errorf("%d x %d, %v", got.H, got.W, got.Pix[:6])
	}
	if thin := (Picture{H: 1, W: 1000, C: 1, Pix: make([]uint8, 1000)}).Thumbnail(); thin.H != 1 || thin.W != 142 || thin.URI() == "" {
		t.Errorf("%d x %d", thin.H, thin.W)
	}
}
