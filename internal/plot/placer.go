package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const levelSize = 10

// placer finds room for the labels of lines inside a plot: none leaves the plot
// or covers another. A label without room is left out.
type placer struct {
	boxes []vg.Rectangle
	names []string
}

// add looks for a place on one of the lines, near the middle of the longest if
// that is free.
func (l *placer) add(c draw.Canvas, name string, lines [][]vg.Point) {
	var longest []vg.Point
	for _, pts := range lines {
		if lengthOf(pts) > lengthOf(longest) {
			longest = pts
		}
	}
	w := style(levelSize, ink, 0, 0).Width(name) + 4
	const h = levelSize + 2
	if name == "" || lengthOf(longest) < w {
		return
	}
	for k := range 19 { // 0.5, 0.55, 0.45, 0.6, ...
		share := 0.5 + 0.05*float64((k+1)/2)*float64(1-2*(k%2))
		m := along(longest, share)
		box := vg.Rectangle{Min: vg.Point{X: m.X - w/2, Y: m.Y - h/2}, Max: vg.Point{X: m.X + w/2, Y: m.Y + h/2}}
		if l.free(c, box) {
			l.boxes, l.names = append(l.boxes, box), append(l.names, name)
			return
		}
	}
}

func (l *placer) free(c draw.Canvas, b vg.Rectangle) bool {
	if b.Min.X < c.Min.X || b.Min.Y < c.Min.Y || b.Max.X > c.Max.X || b.Max.Y > c.Max.Y {
		return false
	}
	for _, o := range l.boxes {
		if b.Min.X < o.Max.X && o.Min.X < b.Max.X && b.Min.Y < o.Max.Y && o.Min.Y < b.Max.Y {
			return false
		}
	}
	return true
}

// draw writes the labels, each on a ground that keeps it readable.
func (l *placer) draw(c draw.Canvas) {
	for i, b := range l.boxes {
		c.SetColor(surface.alpha(0.85))
		c.Fill(rectangle(b.Min.X, b.Min.Y, b.Max.X, b.Max.Y))
		write(c, l.names[i], levelSize, ink, draw.XCenter, (b.Min.X+b.Max.X)/2, b.Min.Y+2.6)
	}
}

func distance(a, b vg.Point) vg.Length {
	return vg.Length(math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y)))
}

func lengthOf(pts []vg.Point) vg.Length {
	var sum vg.Length
	for i := 1; i < len(pts); i++ {
		sum += distance(pts[i-1], pts[i])
	}
	return sum
}

// along is the point at a share of a line's length.
func along(pts []vg.Point, share float64) vg.Point {
	left := vg.Length(share) * lengthOf(pts)
	for i := 1; i < len(pts); i++ {
		d := distance(pts[i-1], pts[i])
		if left <= d && d > 0 {
			return pts[i-1].Add(pts[i].Sub(pts[i-1]).Scale(left / d))
		}
		left -= d
	}
	return pts[len(pts)-1]
}
