package plot

import (
	"math"
	"regexp"
	"strings"
	"testing"
)

func TestPointsInTheirPlaces(t *testing.T) {
	// On logarithmic axes equal ratios are equal distances.
	s := Points{LogX: true, LogY: true, Groups: []Series{{"g", []float64{0.001, 0.01, 0.1, 0, -1, math.NaN()}, []float64{1, 10, 100, 1, 1, 1}}}}
	f, err := s.Figure()
	if err != nil {
		t.Fatal(err)
	}
	at := regexp.MustCompile(`d="M(\S+) ([0-9.]+)C[^"]*" style="fill:var\(--plot-a\)"`).FindAllStringSubmatch(string(f.Inline()), -1)
	if len(at) != 4 {
		t.Fatalf("%d dots, want three and one in the legend", len(at))
	}
	for axis := 1; axis <= 2; axis++ {
		a, b, c := number(t, at[1][axis]), number(t, at[2][axis]), number(t, at[3][axis])
		if math.Abs((b-a)-(c-b)) > 0.02 || math.Abs(b-a) < 50 {
			t.Errorf("axis %d: dots at %v, %v, %v", axis, a, b, c)
		}
	}
	panics(t, "lengths", func() { Points{Steps: []Series{{X: []float64{1}}}}.Figure() })
}

func TestStepsKeepTheirValue(t *testing.T) {
	f, err := Points{Steps: []Series{{"best", []float64{0, 1, 3}, []float64{5, 6, 8}}}}.Figure()
	if err != nil {
		t.Fatal(err)
	}
	path := regexp.MustCompile(`d="([^"]*)" fill="none" stroke-width="1.6"`).FindAllStringSubmatch(string(f.SVG()), -1)
	pts := strings.Split(strings.TrimPrefix(path[len(path)-1][1], "M"), "L")
	if len(pts) != 5 {
		t.Fatalf("%d corners, want 5", len(pts))
	}
	for i := 1; i < 5; i++ { // across, up, across, up
		a, b := strings.Fields(pts[i-1]), strings.Fields(pts[i])
		if same := i % 2; a[same] != b[same] {
			t.Errorf("from %v to %v is no step", a, b)
		}
	}
}

func TestLogTicks(t *testing.T) {
	for _, r := range [][2]float64{{1e-5, 1e-2}, {0.05, 0.1}, {3e-5, 4e-5}, {0.8, 120}, {1e-12, 1e12}, {1e-140, 1e140}, {99, 101}} {
		marks := logTicks(r[0], r[1])
		if len(marks) < 2 || len(marks) > 8 {
			t.Errorf("%v: %d ticks", r, len(marks))
		}
		for i, m := range marks {
			if m.Value < r[0]*(1-1e-6) || m.Value > r[1]*(1+1e-6) {
				t.Errorf("%v: tick %v outside", r, m.Value)
			}
			if i > 0 && (m.Value <= marks[i-1].Value || m.Label == marks[i-1].Label) {
				t.Errorf("%v: ticks %v and %v", r, marks[i-1], m)
			}
			if v := number(t, strings.ReplaceAll(m.Label, "−", "-")); math.Abs(v-m.Value) > 1e-9*m.Value {
				t.Errorf("%v: %s at %v", r, m.Label, m.Value)
			}
		}
	}
}

func TestPointsFit(t *testing.T) {
	long := strings.Repeat("試行 trial ", 20)
	for _, s := range []Points{
		{LogX: true, Groups: []Series{{long, []float64{1e-9}, []float64{3}}, {long, nil, nil}}},
		{LogY: true, Steps: []Series{{long, []float64{1, 2}, []float64{1e-140, 1e140}}}},
		{WholeX: true, Groups: []Series{{"", []float64{1, 2}, []float64{-1e149, 1e149}}}},
	} {
		s.XLabel, s.YLabel = "x", "y"
		f, err := s.Figure()
		checkLabels(t, "points", f, err)
	}
}

func TestHistogramMarks(t *testing.T) {
	h := Histogram{XLabel: "d", Samples: []Sample{{"s", []float64{0, 1, 2, 3}}}, Marks: []Mark{{2, "two"}, {1, "one"}, {7, "out"}, {math.NaN(), "none"}, {2.01, "beside"}}}
	f, err := h.Figure()
	checkLabels(t, "marks", f, err)
	svg := string(f.SVG())
	for text, want := range map[string]int{">two<": 1, ">one<": 1, ">beside<": 1, ">out<": 0, ">none<": 0, `stroke-width="0.9"`: 3} {
		if n := strings.Count(svg, text); n != want {
			t.Errorf("%d times %s, want %d", n, text, want)
		}
	}
	for i := range 40 {
		h.Marks = append(h.Marks, Mark{float64(i) / 13, strings.Repeat("しるし mark ", i%5)})
	}
	f, err = h.Figure()
	checkLabels(t, "many marks", f, err)
}
