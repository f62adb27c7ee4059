package plot

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// area is that inside a closed line, in the units of the axes.
func (g Grid) area(l line) float64 {
	return l.area() * (g.X1 - g.X0) / float64(g.Columns-1) * (g.Y1 - g.Y0) / float64(g.Rows-1)
}

func TestLinesOfACircle(t *testing.T) {
	g := NewGrid(-2, 2, -3, 3, 81, 61, func(x, y float64) float64 { return math.Hypot(x-0.1, y+0.2) })
	lines := g.lines(1.2)
	if len(lines) != 1 || !lines[0].closed {
		t.Fatalf("%d lines, want one closed", len(lines))
	}
	for _, n := range lines[0].nodes {
		x, y := g.place(n)
		if r := math.Hypot(x-0.1, y+0.2); math.Abs(r-1.2) > 0.002 {
			t.Fatalf("radius %v, want 1.2", r)
		}
	}
	// The function is greater outside, so the line runs clockwise.
	if a := g.area(lines[0]); math.Abs(a+math.Pi*1.44) > 0.02 {
		t.Errorf("area %v, want %v", a, -math.Pi*1.44)
	}
	var ring float64
	for _, l := range g.above(1.2) {
		ring += g.area(l)
	}
	if want := 24 - math.Pi*1.44; math.Abs(ring-want) > 0.02 {
		t.Errorf("area above: %v, want %v", ring, want)
	}
}

func TestLinesOfAPlane(t *testing.T) {
	f := func(x, y float64) float64 { return 3*x - 2*y + 0.25 }
	g := NewGrid(0, 1, 0, 1, 7, 11, f)
	for _, h := range []float64{-1.5, 0, 0.3, 2} {
		lines := g.lines(h)
		if len(lines) != 1 || lines[0].closed {
			t.Fatalf("height %v: %d lines, want one open", h, len(lines))
		}
		nodes := lines[0].nodes
		for _, n := range nodes {
			if v := f(g.place(n)); math.Abs(v-h) > 1e-12 {
				t.Errorf("height %v: %v on the line", h, v)
			}
		}
		for _, n := range []node{nodes[0], nodes[len(nodes)-1]} {
			if x, y := g.place(n); math.Min(math.Min(x, 1-x), math.Min(y, 1-y)) > 1e-12 {
				t.Errorf("height %v: ends inside, at %v, %v", h, x, y)
			}
		}
	}
	if lines := g.lines(4); lines != nil {
		t.Errorf("%d lines above all values", len(lines))
	}
}

// TestZoneOfAHinge wants the border of a dead zone where it is, not at the next node.
func TestZoneOfAHinge(t *testing.T) {
	g := NewGrid(-1, 1, -1, 1, 21, 21, func(x, _ float64) float64 { return math.Max(x-0.333, 0) })
	for name, got := range map[string]float64{"zero": g.area(g.zero()[0]), "above 0": 4 - g.area(g.above(0)[0])} {
		if math.Abs(got-2*1.333) > 1e-9 {
			t.Errorf("%s: area %v, want %v", name, got, 2*1.333)
		}
	}
	if (NewGrid(0, 1, 0, 1, 5, 5, func(x, y float64) float64 { return x + y + 1 })).zero() != nil {
		t.Error("a zone of zeros where there is none")
	}
	if zone := (NewGrid(-1, 1, -1, 1, 5, 5, func(x, y float64) float64 { return x - y })).zero(); len(zone) > 0 {
		t.Errorf("passing through 0 makes zones: %v", zone)
	}
}

// TestAreasAddUp: what is above a height, what is not and what has no value make
// up the whole, in a grid of noise, where most cells are saddles.
func TestAreasAddUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		g := NewGrid(0, 14, 0, 8, 15, 9, func(_, _ float64) float64 { return rng.Float64()*2 - 1 })
		low := g
		low.Values = negated(g.Values)
		var sum float64
		for _, l := range append(g.above(0.2), low.above(-0.2)...) {
			if !l.closed {
				t.Fatal("an open line around an area")
			}
			sum += g.area(l)
		}
		if math.Abs(sum-14*8) > 1e-9 {
			t.Fatalf("areas add up to %v, want %v", sum, 14*8)
		}
	}
}

func TestGridWithHoles(t *testing.T) {
	g := NewGrid(0, 1, 0, 1, 11, 11, func(x, y float64) float64 { return math.Log(x + y - 0.55) })
	for _, l := range append(append(g.lines(-1), g.above(-1)...), append(g.zero(), g.missing()...)...) {
		for _, n := range l.nodes {
			x, y := g.place(n)
			if within := x >= 0 && x <= 1 && y >= 0 && y <= 1; !within {
				t.Fatalf("a line at %v, %v", x, y)
			}
		}
	}
	if len(g.missing()) != 1 {
		t.Errorf("%d zones without a value, want one", len(g.missing()))
	}
}

func TestStraighten(t *testing.T) {
	in := []vg.Point{{}, {X: 1}, {X: 2}, {X: 3}, {X: 3, Y: 1}, {X: 3, Y: 2}}
	if got := straighten(in); len(got) != 3 || got[1] != in[3] {
		t.Errorf("%v", got)
	}
}

func TestJointDensity(t *testing.T) {
	nan := math.NaN()
	j := JointDensity{X: []float64{1, 2, 2, nan, 3}, Y: []float64{5, 5, 6, 7, nan}, Unit: "t"}
	x0, x1, y0, y1, err := j.Range()
	if err != nil || x0 != 1 || x1 != 2 || y0 != 5 || y1 != 6 {
		t.Errorf("range %v %v %v %v, %v", x0, x1, y0, y1, err)
	}
	if got := binOver([]float64{1, 1.2, 2}, 1, 2, 4); got[0] != 2 || got[3] != 1 {
		t.Errorf("bins %v", got)
	}
	j.Levels = Levels{Name: "loss", Zero: "dead", At: []float64{0, 0.25, 9}, Names: []string{"", "margin", "far"},
		Grid: NewGrid(0, 3, 4, 7, 31, 31, func(x, _ float64) float64 { return math.Max(x-1.5, 0) })}
	f, err := j.Figure()
	if err != nil {
		t.Fatal(err)
	}
	svg := string(f.SVG())
	for text, want := range map[string]int{">margin<": 1, ">far<": 0, ">dead<": 1, ">loss<": 1} {
		if n := strings.Count(svg, text); n != want {
			t.Errorf("%d times %s, want %d", n, text, want)
		}
	}
	j.Levels.At = []float64{-5}
	j.Levels.Names, j.Levels.Grid.Values = nil, make([]float64, 31*31)
	for i := range j.Levels.Grid.Values {
		j.Levels.Grid.Values[i] = nan
	}
	f, err = j.Figure()
	if err != nil || strings.Contains(string(f.SVG()), ">dead<") {
		t.Errorf("a zone of a function without values (%v)", err)
	}
	for name, j := range map[string]JointDensity{
		"lengths": {X: []float64{1}}, "over": {X: []float64{1}, Y: []float64{1}, Over: Series{X: []float64{1}}},
		"grid": {X: []float64{1}, Y: []float64{1}, Levels: Levels{Grid: Grid{X1: 1, Y1: 1, Columns: 2, Rows: 2}}},
	} {
		panics(t, name, func() { j.Figure() })
	}
	if _, err := (JointDensity{X: []float64{nan}, Y: []float64{1}}).Figure(); !errors.Is(err, ErrNoData) {
		t.Errorf("%v, want ErrNoData", err)
	}
}

func panics(t *testing.T, name string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: no panic", name)
		}
	}()
	f()
}

// TestLevelLabelsFindRoom wants labels of close lines apart, most of them drawn.
func TestLevelLabelsFindRoom(t *testing.T) {
	l := Levels{Name: "f", Grid: NewGrid(0, 1, 0, 1, 41, 41, func(x, y float64) float64 { return 100*x + y })}
	for i := range 20 {
		l.At = append(l.At, 30+2*float64(i)+0.5)
	}
	f, err := Surface{Levels: l}.Figure()
	checkLabels(t, "close lines", f, err)
	if n := strings.Count(string(f.SVG()), `font-size="10"`); n < 15 {
		t.Errorf("%d of 20 lines have labels", n)
	}
}
