package plot

import (
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// label is a text of a figure with the box that it covers, y downwards.
type label struct {
	text           string
	x0, y0, x1, y1 float64
	turned         bool
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var textElement = regexp.MustCompile(`<text x="([^"]*)" y="([^"]*)" font-size="([^"]*)"([^>]*)>([^<]*)</text>`)

func labels(t *testing.T, f *Figure) []label {
	t.Helper()
	var out []label
	for _, m := range textElement.FindAllStringSubmatch(string(f.SVG()), -1) {
		x, y, size, s := number(t, m[1]), number(t, m[2]), number(t, m[3]), html.UnescapeString(m[5])
		sty := style(size, ink, 0, 0)
		if strings.Contains(m[4], "bold") {
			sty = bold(sty)
		}
		w := float64(sty.Width(s))
		switch {
		case strings.Contains(m[4], `"middle"`):
			x -= w / 2
		case strings.Contains(m[4], `"end"`):
			x -= w
		}
		// 0.75 and 0.2 of the size hold capitals and descenders.
		l := label{s, x, y - 0.75*size, x + w, y + 0.2*size, strings.Contains(m[4], "rotate")}
		if strings.Contains(m[4], "rotate(-45 ") {
			d := w * math.Sqrt2 / 2
			l.y0, l.x1 = y-d-0.5*size, x+d
		} else if l.turned { // a quarter turn about its middle or its end
			mid := number(t, m[1])
			l.x0, l.x1, l.y0, l.y1 = mid-0.75*size, mid+0.2*size, y-w/2, y+w/2
			if strings.Contains(m[4], `"end"`) {
				l.y0, l.y1 = y, y+w
			}
		}
		out = append(out, l)
	}
	return out
}

// TestLabelsDoNotOverlap measures all texts of all figures, with long names and
// many classes too: none may leave the figure or cover another.
func TestLabelsDoNotOverlap(t *testing.T) {
	names, figs := figures(3000)
	add := func(name string, f *Figure, err error) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
		figs[name] = f
	}
	long := strings.Repeat("a name that goes on and on ", 6)
	var many []Series
	for range 6 {
		many = append(many, Series{long[:60], []float64{1, 2000}, []float64{1e6, 1e6 + 1}})
	}
	many[0].Name = long
	f, err := LineChart{XLabel: "epoch", YLabel: "loss", Series: many, MarkX: 2, MarkName: "best"}.Figure()
	add("long names", f, err)
	for _, n := range []int{1, 2, 14, 15, 40, 300} {
		counts := make([][]int, n)
		classes := make([]string, n)
		for i := range counts {
			counts[i] = make([]int, n)
			for j := range counts[i] {
				counts[i][j] = 88888
			}
			classes[i] = "クラス " + strconv.Itoa(i)
		}
		classes[n-1] = long
		f, err := Confusion{Counts: counts, Classes: classes, TrueLabel: "true", CalledLabel: "called"}.Figure()
		add(strconv.Itoa(n)+" classes", f, err)
		if f.Width > 850 || f.Height > 850 {
			t.Errorf("%d classes: %v x %v", n, f.Width, f.Height)
		}
	}
	for _, name := range names {
		checkLabels(t, name, figs[name], nil)
	}
}

// checkLabels fails if a text of the figure leaves it or covers another.
func checkLabels(t *testing.T, name string, f *Figure, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	all := labels(t, f)
	if len(all) < 3 {
		t.Fatalf("%s: only %d labels found", name, len(all))
	}
	for i, a := range all {
		if a.x0 < 0 || a.y0 < 0 || a.x1 > f.Width || a.y1 > f.Height {
			t.Errorf("%s: %q leaves the figure of %v x %v: %.0f..%.0f, %.0f..%.0f", name, a.text, f.Width, f.Height, a.x0, a.x1, a.y0, a.y1)
		}
		for _, b := range all[:i] {
			if !a.turned && !b.turned && a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 {
				t.Errorf("%s: %q covers %q", name, a.text, b.text)
			}
		}
	}
}
