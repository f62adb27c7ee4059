package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// endPlacer writes names beside the ends of lines, where no line, mark or other
// name is.
type endPlacer struct {
	points []vg.Point // of lines and marks, close together
	boxes  []vg.Rectangle
}

// line keeps a line free of names.
func (l *endPlacer) line(pts []vg.Point) {
	for i := range pts {
		l.points = append(l.points, between(pts[max(0, i-1)], pts[i])...)
	}
}

// between are points from one to another, close together.
func between(from, to vg.Point) []vg.Point {
	var out []vg.Point
	steps := math.Ceil(float64(distance(from, to) / 2))
	for k := range int(steps) {
		out = append(out, from.Add(to.Sub(from).Scale(vg.Length(float64(k)/steps))))
	}
	return append(out, to)
}

// mark keeps the corners of a mark free of names.
func (l *endPlacer) mark(at vg.Point, r vg.Length) {
	for _, d := range []vg.Point{{X: r}, {X: -r}, {Y: r}, {Y: -r}} {
		l.points = append(l.points, at.Add(d))
	}
}

// endSides are the directions from an end in the order in which a name is tried
// there, in sixteenths of a turn: right, then above and below, the left last.
var endSides = []float64{0, 4, 12, 2, 14, 6, 10, 1, 15, 3, 13, 5, 11, 7, 9, 8}

// name writes a name as near to an end as there is room, with a thin line to it
// where that is not at once; where there is none a line may be covered, but no name.
func (l *endPlacer) name(c draw.Canvas, s string, end vg.Point) {
	const near, farthest = 6, 240
	sty := style(levelSize+1, ink, draw.XLeft, draw.YBottom)
	s = fit(clean(s), sty, (c.Max.X-c.Min.X)/3)
	if s == "" {
		return
	}
	w, h := sty.Width(s)+4, vg.Length(levelSize+4)
	for _, strict := range []bool{true, false} {
		for away := vg.Length(near); away <= farthest; away += 4 {
			for _, side := range endSides {
				sin, cos := math.Sincos(side * math.Pi / 8)
				m := vg.Point{X: end.X + vg.Length(cos)*(away+w/2), Y: end.Y + vg.Length(sin)*(away+h/2)}
				b := vg.Rectangle{Min: vg.Point{X: m.X - w/2, Y: m.Y - h/2}, Max: vg.Point{X: m.X + w/2, Y: m.Y + h/2}}
				var lead []vg.Point
				if away > 2*near {
					lead = between(end, vg.Point{X: min(max(end.X, b.Min.X), b.Max.X), Y: min(max(end.Y, b.Min.Y), b.Max.Y)})
				}
				if !l.free(c, b, lead, strict) {
					continue
				}
				l.boxes, l.points = append(l.boxes, b), append(l.points, lead...)
				if lead != nil {
					c.StrokeLine2(draw.LineStyle{Color: muted, Width: 0.6}, end.X, end.Y, lead[len(lead)-1].X, lead[len(lead)-1].Y)
				}
				c.SetColor(surface.alpha(0.85))
				c.Fill(rectangle(b.Min.X, b.Min.Y, b.Max.X, b.Max.Y))
				write(c, s, levelSize+1, ink, draw.XCenter, m.X, b.Min.Y+3.4)
				return
			}
		}
	}
}

// free says whether a name may stand in a box, at the end of the line lead; only if
// strict are other lines kept clear, and names of lead.
func (l *endPlacer) free(c draw.Canvas, b vg.Rectangle, lead []vg.Point, strict bool) bool {
	const air = 2.5 // half as wide as a dot
	within := func(p vg.Point, b vg.Rectangle) bool {
		return p.X > b.Min.X-air && p.X < b.Max.X+air && p.Y > b.Min.Y-air && p.Y < b.Max.Y+air
	}
	if !(&placer{boxes: l.boxes}).free(c, b) {
		return false
	}
	if !strict {
		return true
	}
	for _, p := range l.points {
		if within(p, b) {
			return false
		}
	}
	for _, p := range lead {
		for _, o := range l.boxes {
			if within(p, o) {
				return false
			}
		}
	}
	return true
}
