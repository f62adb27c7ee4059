package stats

import (
	"math"
	"strings"
	"testing"

	"mekiki/internal/lang"
	"mekiki/internal/testutil"
)

// shifted returns two sides whose differences are those given, in points.
func shifted(points ...float64) (a, b []float64) {
	for i, p := range points {
		base := 0.9 + 0.01*float64(i%3)
		a = append(a, base+p/100)
		b = append(b, base)
	}
	return a, b
}

// TestVerdicts holds the sentences as a golden file, one a line, to be read.
func TestVerdicts(t *testing.T) {
	accuracy := Measure{Name: lang.T("pair accuracy")}
	eer := Measure{Name: lang.T("equal error rate"), SmallerIsBetter: true}
	better := []float64{0.1, 0.7, 0.3, 0.9, 0.2, 0.6, 0.4, -0.1, 0.5, 0.4}
	unclear := []float64{-0.8, 0.9, 0.3, -0.5, 0.7, 0.1, -0.4, 0.6, -0.2, 0.3}
	var falling, tiny []float64
	for _, d := range better {
		falling = append(falling, -d)
		tiny = append(tiny, d/100)
	}
	var text, ja strings.Builder
	for _, c := range []struct {
		title       string
		differences []float64
		measure     Measure
		holm        float64 // factor on P
	}{
		{"better", better, accuracy, 1},
		{"worse", falling, accuracy, 1},
		{"smaller is better, and a is smaller", falling, eer, 1},
		{"smaller is better, and a is greater", better, eer, 1},
		{"tiny and clear", tiny, accuracy, 1},
		{"none found", unclear, accuracy, 1},
		{"none found, smaller is better", unclear, eer, 1},
		{"two seeds", []float64{0.4, 0.5}, accuracy, 1},
		{"clear alone, not among all", better, accuracy, 80},
		{"just not among all", better, accuracy, 26},
		{"one seed, above", better[1:2], accuracy, 1},
		{"one seed, below, smaller is better", falling[1:2], eer, 1},
		{"one seed, the same", []float64{0}, accuracy, 1},
		{"identical", make([]float64, 10), accuracy, 1},
		{"the same difference in every run", []float64{0.2, 0.2, 0.2}, accuracy, 1},
		{"the same fall in every run", []float64{-0.2, -0.2, -0.2, -0.2, -0.2, -0.2}, accuracy, 1},
		{"the same fall in every run, not clear among all", []float64{-0.2, -0.2, -0.2, -0.2, -0.2, -0.2}, accuracy, 2},
		{"a figure is missing", []float64{0.2, math.NaN()}, accuracy, 1},
		{"no runs", nil, accuracy, 1},
	} {
		r := ComparePaired(shifted(c.differences...))
		v := Verdict(r, min(1, c.holm*r.P), c.measure, "combined", "cosine")
		text.WriteString("# " + c.title + "\n" + v.String() + "\n")
		ja.WriteString("# " + c.title + "\n" + lang.Japanese.Say(v) + "\n")
	}
	testutil.Golden(t, "testdata/verdicts.txt", []byte(text.String()))
	testutil.Golden(t, "testdata/verdicts.ja.txt", []byte(ja.String()))
}

// TestVerdictSides shows that swapping the sides turns the word and keeps the figures.
func TestVerdictSides(t *testing.T) {
	a, b := shifted(0.5, 0.7, 0.6, 0.9)
	m := Measure{Name: lang.T("AUC")}
	one := Verdict(ComparePaired(a, b), 0, m, "A", "B").String()
	two := Verdict(ComparePaired(b, a), 0, m, "A", "B").String()
	if !strings.Contains(one, "better") || strings.Replace(one, "better", "worse", 1) != two {
		t.Errorf("%q and %q", one, two)
	}
}

func TestPoints(t *testing.T) {
	for _, c := range []struct {
		share  float64
		inView []float64
		want   string
	}{
		{0.004, nil, "0.4"},
		{-0.0001, nil, "0.0"},
		{0.0004, []float64{0.0004}, "0.04"},
		{0.0005, []float64{0.0005}, "0.1"},
		{0.00001, []float64{0.00001}, "0.001"},
		{1e-9, []float64{1e-9}, "0.0000"},
		{-0.00003, []float64{0.5, -0.00003}, "-0.003"},
		{0, []float64{0}, "0.0"},
		{1, nil, "100.0"},
	} {
		if got := points(c.share, decimals(c.inView...)); got != c.want {
			t.Errorf("points(%g) beside %v = %q, want %q", c.share, c.inView, got, c.want)
		}
	}
}
