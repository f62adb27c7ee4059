package plot

import (
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// TestFewClassesAreNoPoster: a page scales all figures to one width, so the letters
// of a matrix of two classes must be as small beside its width as those of ten.
func TestFewClassesAreNoPoster(t *testing.T) {
	for n := 1; n <= 10; n++ {
		counts, values := make([][]int, n), make([][]float64, n)
		for i := range counts {
			counts[i], values[i] = make([]int, n), make([]float64, i)
			counts[i][i] = 9999
			for j := range values[i] {
				values[i][j] = 1
			}
		}
		m := Confusion{Counts: counts, TrueLabel: "true class", CalledLabel: "called"}
		f, err := m.Figure()
		checkLabels(t, "confusion", f, err)
		if f.Width < 440 || f.Height > f.Width {
			t.Errorf("%d classes: %v x %v", n, f.Width, f.Height)
		}
		left, right := f.Width, 0.0
		for _, l := range labels(t, f) {
			left, right = min(left, l.x0), max(right, l.x1)
		}
		if aside := left - (f.Width - right); n < 6 && (aside > 45 || aside < -45) {
			t.Errorf("%d classes: %.0f free at the left, %.0f at the right", n, left, f.Width-right)
		}
		if n < 2 {
			continue
		}
		if f, err = (Versus{Values: values, Better: "better"}).Figure(); err != nil || f.Width < 440 {
			t.Errorf("pairs of %d classes: %v wide, %v", n, f.Width, err)
		}
	}
}

func TestShortNamesKeepBothEnds(t *testing.T) {
	sty := style(tickSize, ink, 0, 0)
	for _, s := range []string{"surface-of-the-left-side-with-scratches-good", "鋳造部品の表面検査で見つかった傷のある不良品の写真", "aé́b" + strings.Repeat("x", 60) + "end"} {
		short := fitName(s, sty, 110)
		head, tail, cut := strings.Cut(short, "…")
		if !cut || !strings.HasPrefix(s, head) || !strings.HasSuffix(s, tail) || len(tail) < 3 || sty.Width(short) > 110 || sty.Width(short) < 90 {
			t.Errorf("%q becomes %q, %v wide", s, short, sty.Width(short))
		}
	}
	if s := fitName("Ankle boot", sty, 110); s != "Ankle boot" {
		t.Errorf("a short name became %q", s)
	}
	if s := fitName("wide", sty, vg.Length(3)); s != "…" {
		t.Errorf("without room: %q", s)
	}
}
