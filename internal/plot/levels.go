package plot

import (
	"math"
	"slices"
	"strconv"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Levels are the level lines of a function, each labelled with its height, such
// as those of a loss over two differences of distances. The zero value draws
// nothing.
type Levels struct {
	// Name is the function's name in the legend.
	Name string
	Grid Grid
	// At are the heights to draw. Names are their labels, in the same order;
	// without Names the heights themselves.
	At    []float64
	Names []string
	// Zero, if not empty, is the legend's name of the zone where the function is
	// exactly 0; the zone is hatched. A dead zone is such a zone.
	Zero string
}

// check panics if the lengths disagree.
func (l Levels) check() {
	if !l.Grid.empty() {
		l.Grid.check()
	}
	if l.Names != nil && len(l.Names) != len(l.At) {
		panic("plot: Names and At of levels differ in length")
	}
}

func levelStyle(r role) draw.LineStyle { return draw.LineStyle{Color: r, Width: 1.2} }

// drawn hatches the zone of zeros and draws the lines, both in one colour.
func (l Levels) drawn(c draw.Canvas, p *gplot.Plot, r role) {
	if l.Zero != "" {
		hatch(c, r, l.Grid.on(c, p, l.Grid.zero()))
	}
	for _, h := range l.At {
		c.StrokeLines(levelStyle(r), l.visible(c, p, h)...)
	}
}

// labelled writes the heights, over all else.
func (l Levels) labelled(c draw.Canvas, p *gplot.Plot) {
	var labels placer
	for i, h := range l.At {
		labels.add(c, fit(l.heightName(i), style(levelSize, ink, 0, 0), 90), l.visible(c, p, h))
	}
	labels.draw(c)
}

func (l Levels) visible(c draw.Canvas, p *gplot.Plot, height float64) [][]vg.Point {
	return c.ClipLinesXY(l.Grid.on(c, p, l.Grid.lines(height))...)
}

func (l Levels) heightName(i int) string {
	if l.Names != nil {
		return clean(l.Names[i])
	}
	return minus(strconv.FormatFloat(l.At[i]+0, 'g', 4, 64))
}

// keys are the legend's entries, only of what can be seen.
func (l Levels) keys(r role) []key {
	var out []key
	seen := func(h float64) bool { return len(l.Grid.lines(h)) > 0 }
	if !l.Grid.empty() && slices.ContainsFunc(l.At, seen) {
		out = append(out, key{l.Name, lineSample(levelStyle(r))})
	}
	if !l.Grid.empty() && l.Zero != "" && len(l.Grid.zero()) > 0 {
		out = append(out, key{l.Zero, func(c draw.Canvas, b vg.Rectangle) {
			box := []vg.Point{b.Min, {X: b.Max.X, Y: b.Min.Y}, b.Max, {X: b.Min.X, Y: b.Max.Y}}
			hatch(c, r, [][]vg.Point{box})
		}})
	}
	return out
}

// on gives lines of the grid in the canvas' coordinates, without the points
// that change nothing. A closed line ends where it starts.
func (g Grid) on(c draw.Canvas, p *gplot.Plot, lines []line) [][]vg.Point {
	x, y := p.Transforms(&c)
	var out [][]vg.Point
	for _, l := range lines {
		var pts []vg.Point
		for _, n := range l.nodes {
			px, py := g.place(n)
			pts = append(pts, vg.Point{X: x(px), Y: y(py)})
		}
		if l.closed {
			pts = append(pts, pts[0])
		}
		out = append(out, straighten(pts))
	}
	return out
}

// straighten leaves out points that lie on the straight line between those
// beside them, to a fiftieth of a point.
func straighten(pts []vg.Point) []vg.Point {
	if len(pts) < 3 {
		return pts
	}
	out := pts[:1:1]
	for i := 1; i < len(pts)-1; i++ {
		a, m, b := out[len(out)-1], pts[i], pts[i+1]
		d := b.Sub(a)
		length := math.Hypot(float64(d.X), float64(d.Y))
		off := math.Abs(float64(d.X*(m.Y-a.Y) - d.Y*(m.X-a.X)))
		onward := m.Sub(a).Dot(b.Sub(m)) >= 0
		if off > 0.02*length || !onward {
			out = append(out, m)
		}
	}
	return append(out, pts[len(pts)-1])
}

// hatch fills closed lines with oblique strokes, between which all that lies
// under them stays as it is.
func hatch(c draw.Canvas, r role, loops [][]vg.Point) {
	var strokes vg.Path
	lo, hi := math.Inf(1), math.Inf(-1)
	var edges [][2]vg.Point
	for _, loop := range loops {
		if loop = c.ClipPolygonXY(loop); len(loop) < 3 {
			continue
		}
		for i, a := range loop {
			edges = append(edges, [2]vg.Point{a, loop[(i+1)%len(loop)]})
			lo, hi = math.Min(lo, float64(a.X-a.Y)), math.Max(hi, float64(a.X-a.Y))
		}
	}
	const spacing = 6
	for u := math.Ceil(lo/spacing) * spacing; u < hi; u += spacing {
		var cuts []float64 // x+y where an edge crosses the stroke x-y = u
		for _, e := range edges {
			a, b := float64(e[0].X-e[0].Y), float64(e[1].X-e[1].Y)
			if a <= u != (b <= u) {
				from, to := float64(e[0].X+e[0].Y), float64(e[1].X+e[1].Y)
				cuts = append(cuts, from+(to-from)*(u-a)/(b-a))
			}
		}
		slices.Sort(cuts)
		for i := 0; i+1 < len(cuts); i += 2 {
			strokes.Move(vg.Point{X: vg.Length(cuts[i]+u) / 2, Y: vg.Length(cuts[i]-u) / 2})
			strokes.Line(vg.Point{X: vg.Length(cuts[i+1]+u) / 2, Y: vg.Length(cuts[i+1]-u) / 2})
		}
	}
	if len(strokes) > 0 {
		c.SetLineStyle(draw.LineStyle{Color: r.alpha(0.75), Width: 0.6})
		c.Stroke(strokes)
	}
}
