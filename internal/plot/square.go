package plot

import (
	"fmt"
	"slices"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// square shows curves of shares over shares, with the line of a blind guess from the height
// from at the left to the height to at the right.
type square struct {
	label, x, y, guessing string
	from, to              float64
	curves                []squareCurve
}

// squareCurve has the area under it shown behind its name, if that is finite.
type squareCurve struct {
	name, area string
	x, y       []float64
	value      float64
}

func (s square) figure() (*Figure, error) {
	p := newPlot(axis{s.x, 0, 1, false}, axis{s.y, 0, 1, false})
	guess := draw.LineStyle{Color: muted, Width: 1, Dashes: []vg.Length{1.5, 2.5}}
	p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
		_, y := p.Transforms(&c)
		c.StrokeLine2(guess, c.Min.X, y(s.from), c.Max.X, y(s.to))
	}))
	var keys []key
	for i, curve := range s.curves {
		if len(curve.x) != len(curve.y) {
			panic("plot: " + s.x + " and " + s.y + " differ in length")
		}
		line := Series{X: slices.Clone(curve.x), Y: slices.Clone(curve.y)}
		seen := false
		for i := range line.X {
			seen = seen || finite(line.X[i]) && finite(line.Y[i])
		}
		if !seen {
			continue
		}
		sty := lineStyle(i)
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) { drawSeries(c, p, line, sty) }))
		name := curve.name
		if finite(curve.value) {
			name += fmt.Sprintf(", %s %.3f", curve.area, curve.value)
		}
		keys = append(keys, key{name, lineSample(sty)})
	}
	if len(keys) == 0 {
		return nil, ErrNoData
	}
	keys = append(keys, key{s.guessing, lineSample(guess)})
	return &Figure{Width: 440, Height: 440, label: s.label, paint: withLegend(p, keys)}, nil
}
