package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Series is a named line through points, in the order given. X and Y have the
// same length. The line is broken where a value is not finite.
type Series struct {
	Name string
	X, Y []float64
}

// LineChart shows how values run, such as loss and val_loss over epochs.
type LineChart struct {
	// Label describes the figure to those who cannot see it.
	Label          string
	XLabel, YLabel string
	Series         []Series
	// MarkX, with a name in MarkName, is marked by an upright dashed line; the
	// name stands in the legend. Without a name nothing is marked.
	MarkX    float64
	MarkName string
	// Fractions allows X ticks that are no whole numbers.
	Fractions bool
}

// Figure draws the chart. It fails with ErrNoData
// if no point is finite, and panics if an X and its Y differ in length.
func (l LineChart) Figure() (*Figure, error) {
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, s := range l.Series {
		if len(s.X) != len(s.Y) {
			panic("plot: X and Y differ in length")
		}
		for i := range s.X {
			if finite(s.X[i]) && finite(s.Y[i]) {
				x0, x1 = math.Min(x0, s.X[i]), math.Max(x1, s.X[i])
				y0, y1 = math.Min(y0, s.Y[i]), math.Max(y1, s.Y[i])
			}
		}
	}
	if x0 > x1 {
		return nil, ErrNoData
	}
	if y0 >= 0 && y0 < y1/2 {
		y0 = 0 // a curve that falls far should be seen against zero
	}
	y0, y1 = widen(y0, y1)
	if pad := (y1 - y0) * 0.05; y0 == 0 {
		y1 += pad
	} else {
		y0, y1 = y0-pad, y1+pad
	}
	p := newPlot(axis{l.XLabel, x0, x1, !l.Fractions}, axis{l.YLabel, y0, y1, false})
	var keys []key
	if marked := l.MarkName != "" && l.MarkX >= x0 && l.MarkX <= x1; marked {
		sty := draw.LineStyle{Color: ink, Width: 1, Dashes: []vg.Length{2, 2}}
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
			x, _ := p.Transforms(&c)
			c.StrokeLine2(sty, x(l.MarkX), c.Min.Y, x(l.MarkX), c.Max.Y)
		}))
		defer func() { keys = append(keys, key{l.MarkName, lineSample(sty)}) }()
	}
	for i, s := range l.Series {
		sty := lineStyle(i)
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) { drawSeries(c, p, s, sty) }))
		keys = append(keys, key{s.Name, lineSample(sty)})
	}
	f := &Figure{Width: 440, Height: 270, label: l.Label}
	f.paint = func(c draw.Canvas) { withLegend(p, keys)(c) }
	return f, nil
}

// lineStyle tells series apart by colour and, for those who see none, by dashes;
// where colours begin again the dashes are others.
func lineStyle(i int) draw.LineStyle {
	dashes := [][]vg.Length{nil, {6, 2}, {2, 1.5}, {7, 2, 2, 2}}
	return draw.LineStyle{Color: seriesRole(i), Width: 1.6, Dashes: dashes[(i+i/4)%len(dashes)]}
}

// drawSeries draws a line with dots at its points while these are few.
func drawSeries(c draw.Canvas, p *gplot.Plot, s Series, sty draw.LineStyle) {
	x, y := p.Transforms(&c)
	var run []vg.Point
	flush := func() {
		if len(run) > 1 {
			c.StrokeLines(sty, run)
		}
		run = nil
	}
	for i := range s.X {
		if !finite(s.X[i]) || !finite(s.Y[i]) {
			flush()
			continue
		}
		pt := vg.Point{X: x(s.X[i]), Y: y(s.Y[i])}
		run = append(run, pt)
		if len(s.X) <= 60 {
			c.SetColor(sty.Color)
			c.Fill(dot(pt, 2.2))
		}
	}
	flush()
}

// dot is a circle of four Bézier curves.
func dot(m vg.Point, r vg.Length) vg.Path {
	const k = 0.5522847
	at := func(x, y vg.Length) vg.Point { return vg.Point{X: m.X + x*r, Y: m.Y + y*r} }
	var p vg.Path
	p.Move(at(1, 0))
	p.CubeTo(at(1, k), at(k, 1), at(0, 1))
	p.CubeTo(at(-k, 1), at(-1, k), at(-1, 0))
	p.CubeTo(at(-1, -k), at(-k, -1), at(0, -1))
	p.CubeTo(at(k, -1), at(1, -k), at(1, 0))
	p.Close()
	return p
}
