package plot

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
)

// recipes are three runs as different as those of the presets.
func recipes() Race {
	r := Race{
		Label: "Three recipes", XLabel: "seconds of training", YLabel: "5-NN accuracy, %", LogX: true,
		PointName: "held-out pictures, after each epoch", EndName: "official test pictures, at the end",
	}
	for i, name := range []string{"mlp", "cnn-small", "cnn"} {
		l := Runner{Series: Series{Name: name}}
		epochs, each := []int{28, 5, 12}[i], []float64{4, 38, 140}[i]
		for e := 1; e <= epochs; e++ {
			l.X = append(l.X, float64(e)*each)
			l.Y = append(l.Y, []float64{90.5, 93.1, 94.6}[i]-4*math.Exp(-3*float64(e)/float64(epochs)))
		}
		l.EndX, l.EndY = l.X[epochs-1], l.Y[epochs-1]-0.4
		r.Runners = append(r.Runners, l)
	}
	return r
}

func TestRaceNamesTheEnds(t *testing.T) {
	r := recipes()
	f, err := r.Figure()
	checkLabels(t, "race", f, err)
	dots := regexp.MustCompile(`d="M(\S+) ([0-9.]+)C[^"]*" style="fill:var\(--plot-([a-d])\)"`).FindAllStringSubmatch(string(f.Inline()), -1)
	if len(dots) != 28+5+12 {
		t.Fatalf("%d dots", len(dots))
	}
	last := map[string][2]float64{} // of each colour; a dot begins at its right end
	for _, d := range dots {
		last[d[3]] = [2]float64{number(t, d[1]) - 2.2, number(t, d[2])}
	}
	for i, l := range r.Runners {
		at, found := last[string(rune('a'+i))], 0
		for _, s := range labels(t, f) {
			if s.text == l.Name {
				found++
				if l.Name == "cnn" && s.y1 > at[1] {
					t.Errorf("the name of the highest end stands at %.0f, not over its %.0f", s.y1, at[1])
				}
				dx, dy := math.Max(s.x0-at[0], at[0]-s.x1), math.Max(s.y0-at[1], at[1]-s.y1)
				if math.Max(dx, dy) > 30 {
					t.Errorf("%s stands %.0f and %.0f from its end", l.Name, dx, dy)
				}
				for _, d := range dots {
					if x, y := number(t, d[1])-2.2, number(t, d[2]); x > s.x0 && x < s.x1 && y > s.y0 && y < s.y1 {
						t.Errorf("%s covers a dot at %.0f, %.0f", l.Name, x, y)
					}
				}
			}
		}
		if found != 1 {
			t.Errorf("%s stands there %d times", l.Name, found)
		}
	}
	if n := strings.Count(string(f.SVG()), `fill="#ffffff"`); n < 4 {
		t.Errorf("%d hollow marks, want three and one in the legend", n)
	}
}

// TestRaceOfEqualRuns has eight runs that end at one place: all are named, none over another.
func TestRaceOfEqualRuns(t *testing.T) {
	r := recipes()
	for i := range 8 {
		l := r.Runners[0]
		l.Name = fmt.Sprintf("mlp-%d", i+1)
		r.Runners = append(r.Runners, l)
	}
	r.Runners = r.Runners[3:]
	f, err := r.Figure()
	checkLabels(t, "equal runs", f, err)
	for i := range 8 {
		if s := fmt.Sprintf(">mlp-%d<", i+1); !strings.Contains(string(f.SVG()), s) {
			t.Errorf("no name %s", s)
		}
	}
	styles := map[string]bool{}
	for i := range 8 {
		styles[fmt.Sprint(lineStyle(i))] = true
	}
	if len(styles) != 8 {
		t.Errorf("8 lines have %d styles", len(styles))
	}
}

func TestRaceTimes(t *testing.T) {
	x := func(log bool) []float64 {
		f, err := Race{LogX: log, Runners: []Runner{{Series: Series{"a", []float64{0, 10, 100, 1000}, []float64{1, 2, 3, 4}}, EndY: math.NaN()}}}.Figure()
		if err != nil {
			t.Fatal(err)
		}
		var out []float64
		for _, d := range regexp.MustCompile(`d="M(\S+) [0-9.]+C[^"]*" style="fill:var\(--plot-a\)"`).FindAllStringSubmatch(string(f.Inline()), -1) {
			out = append(out, number(t, d[1]))
		}
		return out
	}
	if at := x(true); len(at) != 3 || math.Abs(at[1]-at[0]-(at[2]-at[1])) > 0.05 {
		t.Errorf("logarithmic: %v", at)
	}
	if at := x(false); len(at) != 4 || math.Abs(10*(at[2]-at[1])-(at[3]-at[2])) > 0.5 {
		t.Errorf("linear: %v", at)
	}
}

func TestRaceOfOddNumbers(t *testing.T) {
	nan := math.NaN()
	for name, runners := range map[string][]Runner{
		"none": nil, "empty": {{EndX: nan, EndY: 1}}, "not finite": {{Series: Series{"", []float64{1, nan}, []float64{nan, 1}}, EndX: 1, EndY: math.Inf(1)}},
	} {
		if _, err := (Race{Runners: runners}).Figure(); !errors.Is(err, ErrNoData) {
			t.Errorf("%s: %v", name, err)
		}
	}
	evil := "<script>\"'&\x00\x1b\xff\ufffe目利き" + strings.Repeat("w", 200)
	f, err := Race{PointName: evil, EndName: evil, Label: evil, Runners: []Runner{
		{Series: Series{evil, []float64{1}, []float64{2}}, EndX: 1, EndY: 2}, {Series: Series{Name: evil}, EndX: 1, EndY: 2},
	}}.Figure()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{f.SVG(), f.Inline()} {
		checkXML(t, "race", b)
		if bytes.Contains(b, []byte("<script")) || bytes.Contains(b, []byte("NaN")) || !bytes.Contains(b, []byte("目利き")) {
			t.Errorf("names or numbers are spoilt:\n%s", b)
		}
	}
	panics(t, "lengths", func() { Race{Runners: []Runner{{Series: Series{X: []float64{1}}}}}.Figure() })
}
