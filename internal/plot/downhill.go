package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const arrowColumns, arrowRows = 13, 10

// slope is the way up at a node, in values a point of the picture; 0 where the
// function is flat. It is NaN where a neighbour has no value.
func (g Grid) slope(i, j int, width, height vg.Length) (dx, dy float64) {
	i0, i1, j0, j1 := max(i-1, 0), min(i+1, g.Columns-1), max(j-1, 0), min(j+1, g.Rows-1)
	dx = (g.value(i1, j) - g.value(i0, j)) / float64(i1-i0) * float64(g.Columns-1) / float64(width)
	dy = (g.value(i, j1) - g.value(i, j0)) / float64(j1-j0) * float64(g.Rows-1) / float64(height)
	return dx, dy
}

// drawDownhill draws one arrow in each of arrowColumns x arrowRows fields.
func drawDownhill(c draw.Canvas, p *gplot.Plot, g Grid) {
	type arrow struct {
		at     vg.Point
		dx, dy float64
	}
	x, y := p.Transforms(&c)
	var arrows []arrow
	steepest := 0.0
	middle := func(k, of, nodes int) int { return int((float64(k) + 0.5) / float64(of) * float64(nodes-1)) }
	for r := range arrowRows {
		for k := range arrowColumns {
			i, j := middle(k, arrowColumns, g.Columns), middle(r, arrowRows, g.Rows)
			dx, dy := g.slope(i, j, c.Max.X-c.Min.X, c.Max.Y-c.Min.Y)
			px, py := g.place(node{float64(i), float64(j)})
			if size := math.Hypot(dx, dy); size > 0 && finite(size) {
				arrows = append(arrows, arrow{vg.Point{X: x(px), Y: y(py)}, dx, dy})
				steepest = math.Max(steepest, size)
			}
		}
	}
	for _, a := range arrows {
		size := math.Hypot(a.dx, a.dy)
		// The square root keeps gentle slopes visible.
		half := (3.5 + 6*math.Sqrt(size/steepest)) / size
		d := vg.Point{X: vg.Length(-a.dx * half), Y: vg.Length(-a.dy * half)}
		drawArrow(c, a.at.Sub(d), a.at.Add(d))
	}
}

// drawArrow draws a small arrow from a to b.
func drawArrow(c draw.Canvas, a, b vg.Point) {
	d := b.Sub(a).Scale(1 / distance(a, b))
	across := vg.Point{X: -d.Y, Y: d.X}.Scale(2.6)
	neck := b.Sub(d.Scale(5))
	c.StrokeLines(draw.LineStyle{Color: seriesB, Width: 1.2}, []vg.Point{a, neck})
	c.FillPolygon(seriesB, []vg.Point{neck.Add(across), neck.Sub(across), b})
}
