package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mekiki/internal/lang"
)

// Scatter shows one value against another as a density: the plane is cut into
// cells that are darker the more points they hold. Its size depends on the
// cells, not on the number of points. X and Y have the same length; a pair
// with a value that is not finite is left out.
type Scatter struct {
	Label          string
	XLabel, YLabel string
	// Lang is the language of the words that the figure has of its own, in its legend.
	Lang lang.Language
	// Unit names the points in the legend, such as "triplets".
	Unit string
	X, Y []float64
	// Zero draws the lines x = 0 and y = 0.
	Zero bool
}

// Figure draws the density. It fails with ErrNoData if no pair is finite, and
// panics if X and Y differ in length.
func (s Scatter) Figure() (*Figure, error) {
	r, err := shownRegion(s.X, s.Y, s.Zero)
	if err != nil {
		return nil, err
	}
	p := newPlot(axis{s.XLabel, r.x0, r.x1, false}, axis{s.YLabel, r.y0, r.y1, false})
	d := newDensity(s.X, s.Y, r)
	p.Add(d.layers()...)
	if s.Zero {
		p.Add(painter(zeroLines))
	}
	return &Figure{Width: 440, Height: 340, label: s.Label, paint: withLegend(p, d.keys(s.Lang, s.Unit))}, nil
}

// shownRegion holds all points, and 0 on both axes if wanted.
func shownRegion(x, y []float64, zero bool) (region, error) {
	r := nothing()
	r.hold(x, y)
	if r.x0 > r.x1 {
		return r, ErrNoData
	}
	if zero {
		r.x0, r.x1, r.y0, r.y1 = math.Min(r.x0, 0), math.Max(r.x1, 0), math.Min(r.y0, 0), math.Max(r.y1, 0)
	}
	r.x0, r.x1 = widen(r.x0, r.x1)
	r.y0, r.y1 = widen(r.y0, r.y1)
	return r, nil
}

// zeroLines draws x = 0 and y = 0.
func zeroLines(c draw.Canvas, p *gplot.Plot) {
	x, y := p.Transforms(&c)
	sty := draw.LineStyle{Color: ink, Width: 1, Dashes: []vg.Length{3, 2}}
	c.StrokeLine2(sty, x(0), c.Min.Y, x(0), c.Max.Y)
	c.StrokeLine2(sty, c.Min.X, y(0), c.Max.X, y(0))
}
