package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Points shows single points in groups, each with its own colour and shape, such
// as the trials of a search against time, one group a rung. X and Y of a group
// have the same length; a point that is not finite, or not above 0 on a
// logarithmic axis, is left out.
type Points struct {
	Label          string
	XLabel, YLabel string
	Groups         []Series
	// Steps are lines that keep a value until the next point, such as the best so
	// far.
	Steps []Series
	// LogX and LogY make an axis logarithmic, such as that of learning rates.
	LogX, LogY bool
	// WholeX allows ticks at whole numbers only, such as those of trials.
	WholeX bool
}

// Figure draws the points. It fails with ErrNoData if none can be shown, and
// panics if an X and its Y differ in length.
func (s Points) Figure() (*Figure, error) {
	xs, ys := span{math.Inf(1), math.Inf(-1)}, span{math.Inf(1), math.Inf(-1)}
	hold := func(all []Series) []Series {
		out := make([]Series, len(all))
		for k, from := range all {
			if len(from.X) != len(from.Y) {
				panic("plot: X and Y differ in length")
			}
			out[k].Name = from.Name
			for i := range from.X {
				if shows(from.X[i], s.LogX) && shows(from.Y[i], s.LogY) {
					out[k].X, out[k].Y = append(out[k].X, from.X[i]), append(out[k].Y, from.Y[i])
					xs.hold(from.X[i])
					ys.hold(from.Y[i])
				}
			}
		}
		return out
	}
	groups, steps := hold(s.Groups), hold(s.Steps)
	if xs.lo > xs.hi {
		return nil, ErrNoData
	}
	p := newPlot(scaled(s.XLabel, xs, s.LogX, s.WholeX), scaled(s.YLabel, ys, s.LogY, false))
	if s.LogX {
		p.X.Scale, p.X.Tick.Marker = gplot.LogScale{}, gplot.TickerFunc(logTicks)
	}
	if s.LogY {
		p.Y.Scale, p.Y.Tick.Marker = gplot.LogScale{}, gplot.TickerFunc(logTicks)
	}
	var keys []key
	for k, g := range groups {
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
			x, y := p.Transforms(&c)
			for i := range g.X {
				drawMark(c, vg.Point{X: x(g.X[i]), Y: y(g.Y[i])}, k)
			}
		}))
		keys = append(keys, key{g.Name, func(c draw.Canvas, b vg.Rectangle) {
			drawMark(c, vg.Point{X: (b.Min.X + b.Max.X) / 2, Y: (b.Min.Y + b.Max.Y) / 2}, k)
		}})
	}
	for k, line := range steps {
		sty := lineStyle(k)
		sty.Color = ink
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) { drawSteps(c, p, line, sty) }))
		keys = append(keys, key{line.Name, lineSample(sty)})
	}
	return &Figure{Width: 440, Height: 290, label: s.Label, paint: withLegend(p, keys)}, nil
}

// shows says whether v can be drawn on an axis.
func shows(v float64, log bool) bool { return finite(v) && (!log || v > 0) }

// scaled is an axis with some air around a span.
func scaled(label string, s span, log, whole bool) axis {
	if !log {
		lo, hi := s.padded()
		return axis{label, lo, hi, whole}
	}
	lo, hi := span{math.Log10(s.lo), math.Log10(s.hi)}.padded()
	return axis{label, math.Pow(10, lo), math.Pow(10, hi), false}
}

func drawSteps(c draw.Canvas, p *gplot.Plot, s Series, sty draw.LineStyle) {
	x, y := p.Transforms(&c)
	var pts []vg.Point
	for i := range s.X {
		at := vg.Point{X: x(s.X[i]), Y: y(s.Y[i])}
		if i > 0 {
			pts = append(pts, vg.Point{X: at.X, Y: pts[len(pts)-1].Y})
		}
		pts = append(pts, at)
	}
	if len(pts) > 1 {
		c.StrokeLines(sty, pts)
	}
}

// drawMark draws a point of the k-th group: a dot, a square, a triangle or a
// diamond.
func drawMark(c draw.Canvas, at vg.Point, k int) {
	around := func(r vg.Length, xy ...vg.Length) vg.Path {
		var pts []vg.Point
		for i := 0; i < len(xy); i += 2 {
			pts = append(pts, vg.Point{X: at.X + r*xy[i], Y: at.Y + r*xy[i+1]})
		}
		return polygon(pts...)
	}
	c.SetColor(seriesRole(k).alpha(0.8))
	switch k % 4 {
	case 0:
		c.Fill(dot(at, 2.8))
	case 1:
		c.Fill(around(2.5, -1, -1, 1, -1, 1, 1, -1, 1))
	case 2:
		c.Fill(around(3.4, -0.95, -0.7, 0.95, -0.7, 0, 1))
	case 3:
		c.Fill(around(3.6, -1, 0, 0, -1, 1, 0, 0, 1))
	}
}
