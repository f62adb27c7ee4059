package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mekiki/internal/lang"
)

// Surface shows a function of two variables, such as a loss over two
// differences of distances: the stronger the colour, the greater the value, with
// level lines, a scale of the colours and arrows that lead downhill.
type Surface struct {
	Label          string
	XLabel, YLabel string
	// Lang is the language of the words that the figure has of its own, in its legend.
	Lang lang.Language
	// Levels holds the function. Without At there are about eight lines, at round heights.
	Levels Levels
	// ZeroLines draws the lines x = 0 and y = 0.
	ZeroLines bool
	// Downhill names the arrows in the legend, such as "where minimising leads";
	// without a name there are none. They point the steepest way down on the
	// picture, at right angles to the level lines, and are longer where it is
	// steeper; where the function is flat there is none.
	Downhill string
}

const (
	bands     = 12
	strongest = 0.75 // lines in ink stay visible on it
	scaleRoom = 62
)

// Figure draws the surface over the whole grid. It fails with ErrNoData if the
// grid has no finite value or is the zero value, and panics if it disagrees with
// its values or covers no area.
func (s Surface) Figure() (*Figure, error) {
	l := s.Levels
	l.check()
	lo, hi := l.Grid.bounds()
	if lo > hi {
		return nil, ErrNoData
	}
	if l.At == nil {
		l.At = roundHeights(lo, hi)
	}
	p := newPlot(axis{s.XLabel, l.Grid.X0, l.Grid.X1, false}, axis{s.YLabel, l.Grid.Y0, l.Grid.Y1, false})
	missing := l.Grid.missing()
	p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
		for k := range bands {
			fillLoops(c, bandLayer(k), l.Grid.on(c, p, l.Grid.above(lo+(hi-lo)*float64(k)/bands)))
		}
		fillLoops(c, muted.alpha(missingOpacity), l.Grid.on(c, p, missing))
		l.drawn(c, p, ink)
	}))
	keys := l.keys(ink)
	if len(missing) > 0 {
		keys = append(keys, key{s.Lang.Text("no value"), func(c draw.Canvas, b vg.Rectangle) {
			c.SetColor(muted.alpha(missingOpacity))
			c.Fill(rectangle(b.Min.X, b.Min.Y, b.Max.X, b.Max.Y))
		}})
	}
	if s.ZeroLines {
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
			if g := l.Grid; g.X0 <= 0 && g.X1 >= 0 && g.Y0 <= 0 && g.Y1 >= 0 {
				zeroLines(c, p)
			}
		}))
	}
	if s.Downhill != "" {
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) { drawDownhill(c, p, l.Grid) }))
		keys = append(keys, key{s.Downhill, func(c draw.Canvas, b vg.Rectangle) {
			mid := (b.Min.Y + b.Max.Y) / 2
			drawArrow(c, vg.Point{X: b.Min.X + 1, Y: mid}, vg.Point{X: b.Max.X - 1, Y: mid})
		}})
	}
	p.Add(painter(l.labelled))
	f := &Figure{Width: 460, Height: 380, label: s.Label}
	f.paint = func(c draw.Canvas) {
		c = draw.Crop(drawLegend(c, keys), 0, -scaleRoom, 0, 0)
		p.Draw(c)
		drawScale(p.DataCanvas(c), l.Name, lo, hi)
	}
	return f, nil
}

// roundHeights are up to nine round numbers between lo and hi.
func roundHeights(lo, hi float64) []float64 {
	if lo == hi {
		return nil
	}
	step, _ := niceStep((hi-lo)/8, false)
	var out []float64
	for k := math.Floor(lo/step) + 1; k*step < hi && len(out) < 9; k++ {
		out = append(out, k*step)
	}
	return out
}

const missingOpacity = 0.45

// bandLayer is the colour of the k-th of the layers that lie over each other:
// k+1 of them cover (k+1)/bands of the strongest, and no seam shows between.
func bandLayer(k int) shade {
	under, all := strongest*float64(k)/bands, strongest*float64(k+1)/bands
	return seriesA.alpha((all - under) / (1 - under))
}

func fillLoops(c draw.Canvas, s shade, loops [][]vg.Point) {
	var area vg.Path
	for _, loop := range loops {
		area = append(area, polygon(loop...)...)
	}
	if len(area) > 0 {
		c.SetColor(s)
		c.Fill(area)
	}
}

// drawScale draws the scale of the colours at the right of a plot.
func drawScale(area draw.Canvas, name string, lo, hi float64) {
	x, height := area.Max.X+10, area.Max.Y-area.Min.Y
	at := func(v float64) vg.Length { return area.Min.Y + vg.Length((v-lo)/(hi-lo))*height }
	if lo == hi {
		at = func(float64) vg.Length { return area.Min.Y + height/2 }
	} else {
		for k := range bands {
			area.SetColor(bandLayer(k))
			area.Fill(rectangle(x, area.Min.Y+height*vg.Length(k)/bands, x+11, area.Max.Y))
		}
	}
	sty := draw.LineStyle{Color: muted, Width: 0.75}
	area.SetLineStyle(sty)
	area.Stroke(rectangle(x, area.Min.Y, x+11, area.Max.Y))
	var widest vg.Length
	for _, t := range ticks(false)(widen(lo, hi)) {
		if t.Value < lo || t.Value > hi {
			continue
		}
		area.StrokeLine2(sty, x+11, at(t.Value), x+14, at(t.Value))
		write(area, t.Label, tickSize, muted, draw.XLeft, x+17, at(t.Value)-3.7)
		widest = max(widest, style(tickSize, muted, 0, 0).Width(t.Label))
	}
	turned := style(labelSize, ink, draw.XCenter, draw.YBottom)
	turned.Rotation = math.Pi / 2
	texts.Draw(area, fit(name, turned, height), turned, vg.Point{X: min(x+17+widest+14, area.Max.X+scaleRoom), Y: area.Min.Y + height/2})
}
