package plot

import (
	"errors"
	"math"
	"regexp"
	"strings"
	"testing"
)

func TestSurfaceOfAPlane(t *testing.T) {
	// Steeper in y: on the picture the way down is mostly downwards.
	s := Surface{Downhill: "down", Levels: Levels{Name: "f", Grid: NewGrid(0, 1, 0, 1, 31, 31, func(x, y float64) float64 { return x + 10*y })}}
	f, err := s.Figure()
	if err != nil {
		t.Fatal(err)
	}
	svg := string(f.Inline())
	checkXML(t, "surface", []byte(svg))
	heads := regexp.MustCompile(`d="M(\S+) (\S+)L(\S+) (\S+)L(\S+) (\S+)Z" style="fill:var\(--plot-b\)"`).FindAllStringSubmatch(svg, -1)
	if len(heads) != 1+arrowColumns*arrowRows {
		t.Fatalf("%d arrows, want %d and one in the legend", len(heads), arrowColumns*arrowRows)
	}
	for _, h := range heads[1:] {
		if tip, a, b := number(t, h[6]), number(t, h[2]), number(t, h[4]); tip <= a || tip <= b {
			t.Fatalf("an arrow points up: %v", h[0])
		}
	}
	// All bands but none twice: one layer in the picture, one in the scale.
	for k := range bands {
		if n := strings.Count(svg, ` fill-opacity="`+num(bandLayer(k).opacity)+`"`); n < 2 {
			t.Errorf("band %d is drawn %d times", k, n)
		}
	}
	for _, h := range roundHeights(0, 11) {
		if !strings.Contains(svg, ">"+num(h)+"</text>") {
			t.Errorf("no label for the line %v", h)
		}
	}
}

func TestBandsLieOverEachOther(t *testing.T) {
	through := 1.0
	for k := range bands {
		through *= 1 - bandLayer(k).opacity
		if got, want := 1-through, strongest*float64(k+1)/bands; math.Abs(got-want) > 1e-12 {
			t.Errorf("%d layers cover %v, want %v", k+1, got, want)
		}
	}
}

func TestOddSurfaces(t *testing.T) {
	long := strings.Repeat("損失 loss ", 30)
	for name, f := range map[string]func(x, y float64) float64{
		"zero":     func(_, _ float64) float64 { return 0 },
		"constant": func(_, _ float64) float64 { return -3.25 },
		"tiny":     func(x, _ float64) float64 { return x * 1e-300 },
		"huge":     func(x, y float64) float64 { return (x + y) * 1e149 },
		"holes":    func(x, y float64) float64 { return math.Log(x) / math.Log(y) },
		"steps":    func(x, y float64) float64 { return math.Floor(4*x) + math.Floor(4*y) },
	} {
		s := Surface{Downhill: long, ZeroLines: true, Levels: Levels{Name: long, Zero: long, Grid: NewGrid(0, 1, -1, 1, 21, 21, f)}}
		fig, err := s.Figure()
		checkLabels(t, name, fig, err)
		if svg := string(fig.SVG()); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: a coordinate is not finite", name)
		}
		if _, err := fig.PNG(72); err != nil {
			t.Error(err)
		}
	}
	if _, err := (Surface{}).Figure(); !errors.Is(err, ErrNoData) {
		t.Errorf("%v, want ErrNoData", err)
	}
	panics(t, "names", func() {
		Surface{Levels: Levels{Grid: NewGrid(0, 1, 0, 1, 2, 2, combined), At: []float64{1}, Names: []string{}}}.Figure()
	})
	panics(t, "no area", func() { NewGrid(1, 1, 0, 1, 2, 2, combined) })
}
