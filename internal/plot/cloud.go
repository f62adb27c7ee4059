package plot

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Cloud shows single points of a plane by class, such as a map of embeddings. Both
// axes have the same scale and no ticks: only nearness counts. A class has its
// colour, and its name where most of its points are; a name without room is left out.
type Cloud struct {
	Label string
	// XLabel and YLabel name the axes, or are empty.
	XLabel, YLabel string
	// X and Y are finite and have the same length.
	X, Y []float64
	// Class is the class of each point from 0 on, or nil: one colour, no names.
	Class []int32
	// Classes names the classes; a missing name is the number.
	Classes []string
	// Marked points get a dark ring and lie on top; nil marks none. MarkedName is
	// what the ring means.
	Marked     []bool
	MarkedName string
}

const (
	cloudWidth  = 440
	cloudMargin = 10 // between frame and points

	cloudRounds = 8 // see paint
)

// Figure draws the points. It fails with ErrNoData if there are none, and panics if
// lengths disagree or a value is not finite.
func (c Cloud) Figure() (*Figure, error) {
	if len(c.X) == 0 {
		return nil, ErrNoData
	}
	at := c.Place()
	f := &Figure{Width: cloudWidth, Height: float64(c.height()), label: c.Label}
	f.paint = func(to draw.Canvas) { c.paint(to, at) }
	return f, nil
}

// Place says where each point stands in the figure: x from its left and y from its
// top, in the units of the SVG's viewBox.
func (c Cloud) Place() [][2]float64 {
	if len(c.X) != len(c.Y) || c.Class != nil && len(c.Class) != len(c.X) || c.Marked != nil && len(c.Marked) != len(c.X) {
		panic("plot: a cloud whose lengths disagree")
	}
	x, y := span{math.Inf(1), math.Inf(-1)}, span{math.Inf(1), math.Inf(-1)}
	for i := range c.X {
		if !finite(c.X[i]) || !finite(c.Y[i]) {
			panic(fmt.Sprintf("plot: point %d of a cloud is (%v, %v)", i, c.X[i], c.Y[i]))
		}
		x.hold(c.X[i])
		y.hold(c.Y[i])
	}
	box := c.frame()
	inner := box.Max.X - box.Min.X - 2*cloudMargin
	scale := 0.0
	if side := max(x.hi-x.lo, y.hi-y.lo); side > 0 {
		scale = float64(inner) / side
	}
	midX, midY := float64(box.Min.X+box.Max.X)/2, float64(box.Min.Y+box.Max.Y)/2
	out := make([][2]float64, len(c.X))
	for i := range out {
		out[i] = [2]float64{
			midX + (c.X[i]-(x.lo+x.hi)/2)*scale,
			float64(c.height()) - (midY + (c.Y[i]-(y.lo+y.hi)/2)*scale),
		}
	}
	return out
}

// frame is the square that holds the points.
func (c Cloud) frame() vg.Rectangle {
	box := vg.Rectangle{Min: vg.Point{X: 4, Y: 4}}
	if c.XLabel != "" {
		box.Min.Y += 18
	}
	if c.YLabel != "" {
		box.Min.X += 18
	}
	side := cloudWidth - 4 - box.Min.X
	box.Max = vg.Point{X: box.Min.X + side, Y: box.Min.Y + side}
	return box
}

func (c Cloud) height() vg.Length {
	h := c.frame().Max.Y + 4
	if c.rings() {
		h += keyRow + 4
	}
	return h
}

// rings says whether anything is marked.
func (c Cloud) rings() bool { return slices.Contains(c.Marked, true) }

// size is the diameter of a point: the more there are, the smaller.
func (c Cloud) size() vg.Length {
	return vg.Length(min(max(150/math.Sqrt(float64(len(c.X))), 2.2), 5))
}

// ring is by how much a marked point's dark ground is wider: less in a crowd.
func (c Cloud) ring() vg.Length { return max(c.size()*0.75, 1.5) }

func (c Cloud) paint(to draw.Canvas, at [][2]float64) {
	box, size := c.frame(), c.size()
	to.StrokeLines(draw.LineStyle{Color: rule, Width: 0.75}, []vg.Point{
		box.Min, {X: box.Max.X, Y: box.Min.Y}, box.Max, {X: box.Min.X, Y: box.Max.Y}, box.Min,
	})
	if c.XLabel != "" {
		write(to, fit(c.XLabel, style(labelSize, ink, 0, 0), box.Max.X-box.Min.X), labelSize, ink, draw.XCenter, (box.Min.X+box.Max.X)/2, 6)
	}
	if c.YLabel != "" {
		turned := style(labelSize, ink, draw.XCenter, draw.YBottom)
		turned.Rotation = math.Pi / 2
		texts.Draw(to, fit(c.YLabel, turned, box.Max.Y-box.Min.Y), turned, vg.Point{X: 17, Y: (box.Min.Y + box.Max.Y) / 2})
	}
	points := make([]vg.Point, len(at))
	for i, p := range at {
		points[i] = vg.Point{X: vg.Length(p[0]), Y: c.height() - vg.Length(p[1])}
	}
	// In rounds, a part of each class at a time: else the last class would cover the
	// others wherever classes mix.
	classes, members := c.present(), c.members()
	for round := range cloudRounds + 1 {
		for _, k := range classes {
			c.dots(to, points, size, k, members[k], round)
		}
	}
	c.names(to, points, box)
	if c.rings() {
		y := box.Max.Y + 8
		drawDots(to, []vg.Point{{X: box.Min.X + 5, Y: y + 4.5}}, 6, ink, "")
		drawDots(to, []vg.Point{{X: box.Min.X + 5, Y: y + 4.5}}, 3.2, hueOf(classes[0]), "")
		write(to, fit(c.MarkedName, style(labelSize, ink, 0, 0), box.Max.X-box.Min.X-20), labelSize, ink, draw.XLeft, box.Min.X+14, y)
	}
}

// dots draws the members of a class that belong to a round, or in the last the marked ones.
func (c Cloud) dots(to draw.Canvas, points []vg.Point, size vg.Length, class int32, members []int, round int) {
	var pts []vg.Point
	for _, i := range members {
		marked := c.Marked != nil && c.Marked[i]
		if marked && round == cloudRounds || !marked && i*7919%10007%cloudRounds == round {
			pts = append(pts, points[i])
		}
	}
	name := fmt.Sprintf("k%d", class)
	if round == cloudRounds {
		name += " marked"
		drawDots(to, pts, size+c.ring(), ink, name)
	}
	drawDots(to, pts, size, hueOf(class), name)
}

// members are the points of each class.
func (c Cloud) members() map[int32][]int {
	out := map[int32][]int{}
	for i := range c.X {
		k := int32(0)
		if c.Class != nil {
			k = c.Class[i]
		}
		out[k] = append(out[k], i)
	}
	return out
}

// present are the classes that have points, in order.
func (c Cloud) present() []int32 {
	if c.Class == nil {
		return []int32{0}
	}
	out := slices.Clone(c.Class)
	slices.Sort(out)
	return slices.Compact(out)
}
