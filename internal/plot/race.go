package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Runner is one line of a [Race]: what it had reached (Y) at a time (X), in the
// order given. X and Y have the same length and may be empty.
type Runner struct {
	Series
	// EndX and EndY are a last figure of another kind, drawn as a hollow mark; it is
	// left out where one of them is not finite.
	EndX, EndY float64
}

// Race shows how far several runs came in the time that they took, such as the
// accuracy of three recipes while they train. The name of each stands at its end.
type Race struct {
	Label          string
	XLabel, YLabel string
	Runners        []Runner
	// LogX makes the axis of time logarithmic; points at 0 or below are left out.
	LogX bool
	// PointName and EndName say in the legend what dots and hollow marks are.
	PointName, EndName string
}

// Figure draws the race. It fails with ErrNoData if nothing can be shown, and
// panics if an X and its Y differ in length.
func (r Race) Figure() (*Figure, error) {
	xs, ys := span{math.Inf(1), math.Inf(-1)}, span{math.Inf(1), math.Inf(-1)}
	hold := func(x, y float64) bool {
		ok := shows(x, r.LogX) && finite(y)
		if ok {
			xs.hold(x)
			ys.hold(y)
		}
		return ok
	}
	var shown []Runner
	points, ends := false, false
	for _, from := range r.Runners {
		if len(from.X) != len(from.Y) {
			panic("plot: X and Y differ in length")
		}
		to := Runner{Series: Series{Name: from.Name}, EndX: from.EndX, EndY: from.EndY}
		for i := range from.X {
			if hold(from.X[i], from.Y[i]) {
				to.X, to.Y = append(to.X, from.X[i]), append(to.Y, from.Y[i])
				points = true
			}
		}
		if hold(to.EndX, to.EndY) {
			ends = true
		} else {
			to.EndY = math.NaN()
		}
		shown = append(shown, to)
	}
	if xs.lo > xs.hi {
		return nil, ErrNoData
	}
	lo, hi := ys.padded()
	hi += 0.08 * (hi - lo) // room for a name over the highest end
	p := newPlot(scaled(r.XLabel, xs, r.LogX, false), axis{r.YLabel, lo, hi, false})
	if r.LogX {
		p.X.Scale, p.X.Tick.Marker = gplot.LogScale{}, gplot.TickerFunc(logTicks)
	}
	p.Add(painter(func(c draw.Canvas, p *gplot.Plot) { drawRace(c, p, shown) }))
	var keys []key
	if points {
		keys = append(keys, key{r.PointName, func(c draw.Canvas, b vg.Rectangle) {
			lineSample(draw.LineStyle{Color: muted, Width: 1.6})(c, b)
			c.SetColor(muted)
			c.Fill(dot(vg.Point{X: (b.Min.X + b.Max.X) / 2, Y: (b.Min.Y + b.Max.Y) / 2}, 2.2))
		}})
	}
	if ends {
		keys = append(keys, key{r.EndName, func(c draw.Canvas, b vg.Rectangle) {
			drawEnd(c, vg.Point{X: (b.Min.X + b.Max.X) / 2, Y: (b.Min.Y + b.Max.Y) / 2}, muted)
		}})
	}
	return &Figure{Width: 470, Height: 300, label: r.Label, paint: withLegend(p, keys)}, nil
}

// drawRace draws the lines, over them the marks, and the names where neither is.
func drawRace(c draw.Canvas, p *gplot.Plot, runners []Runner) {
	x, y := p.Transforms(&c)
	var room endPlacer
	for i, r := range runners {
		drawSeries(c, p, r.Series, lineStyle(i))
		var pts []vg.Point
		for k := range r.X {
			pts = append(pts, vg.Point{X: x(r.X[k]), Y: y(r.Y[k])})
		}
		room.line(pts)
	}
	for i, r := range runners {
		if finite(r.EndY) {
			at := vg.Point{X: x(r.EndX), Y: y(r.EndY)}
			drawEnd(c, at, seriesRole(i))
			room.mark(at, 4.5)
		}
	}
	for _, r := range runners {
		if last := len(r.X) - 1; last >= 0 {
			room.name(c, r.Name, vg.Point{X: x(r.X[last]), Y: y(r.Y[last])})
		} else if finite(r.EndY) {
			room.name(c, r.Name, vg.Point{X: x(r.EndX), Y: y(r.EndY)})
		}
	}
}

// drawEnd draws a hollow diamond.
func drawEnd(c draw.Canvas, at vg.Point, colour role) {
	const r = 4.2
	shape := polygon(vg.Point{X: at.X - r, Y: at.Y}, vg.Point{X: at.X, Y: at.Y - r}, vg.Point{X: at.X + r, Y: at.Y}, vg.Point{X: at.X, Y: at.Y + r})
	c.SetColor(surface)
	c.Fill(shape)
	c.SetLineStyle(draw.LineStyle{Color: colour, Width: 1.5})
	c.Stroke(shape)
}
