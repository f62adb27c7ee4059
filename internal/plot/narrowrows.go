package plot

import (
	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	narrowWidth = 300
	// narrowRow is the height of a row: its words, and below them its marks; over the
	// first is some air.
	narrowRow, narrowWords, narrowAir = 31, 15, 4
)

// narrowFigure is the chart for the width of a phone: the name and the text of a row
// stand over its marks, which have the whole width.
func (r rowChart) narrowFigure() *Figure {
	n := len(r.names)
	p := newPlot(axis{"", r.x.min, r.x.max, r.x.whole}, axis{"", 0, float64(n), false})
	p.HideY()
	sty := style(tickSize, ink, 0, 0)
	p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
		x, _ := p.Transforms(&c)
		if r.zero {
			c.StrokeLine2(draw.LineStyle{Color: ink, Width: 1}, x(0), c.Min.Y, x(0), c.Max.Y)
		}
		for i := range n {
			top := c.Max.Y - narrowAir - vg.Length(i)*narrowRow
			text := fit(clean(r.texts[i]), sty, narrowWidth/2)
			room := c.Max.X - c.Min.X - sty.Width(text) - 10
			for _, w := range []struct {
				s     string
				r     role
				align draw.XAlignment
				x, at vg.Length // at is where the ground begins
			}{
				{fitName(clean(r.names[i]), sty, room), ink, draw.XLeft, c.Min.X, c.Min.X},
				{text, muted, draw.XRight, c.Max.X, c.Max.X - sty.Width(text)},
			} {
				if w.s == "" {
					continue
				}
				// A ground, for the grid and the line at 0 run through.
				c.SetColor(surface)
				c.Fill(rectangle(w.at-2, top-narrowWords, w.at+sty.Width(w.s)+2, top-2))
				write(c, w.s, tickSize, w.r, w.align, w.x, top-narrowWords+3)
			}
			r.draw(c, i, x, top-narrowWords-7, 5)
		}
		if r.sided() {
			half := (c.Max.X - c.Min.X) / 2
			side := style(tickSize, muted, 0, 0)
			arrow := side.Width("← ")
			write(c, "← "+fit(r.left, side, half-arrow-4), tickSize, muted, draw.XLeft, c.Min.X, c.Max.Y+5)
			write(c, fit(r.right, side, half-arrow-4)+" →", tickSize, muted, draw.XRight, c.Max.X, c.Max.Y+5)
		}
	}))
	var sides vg.Length
	if r.sided() {
		sides = 17
	}
	_, _, legend := placeLegend(r.keys, narrowWidth-12)
	paint := func(c draw.Canvas) {
		c = draw.Crop(drawLegend(c, r.keys), 4, -4, labelRoom, -sides)
		p.Draw(c)
		name := fit(r.x.label, style(labelSize, ink, 0, 0), narrowWidth-12)
		write(c, name, labelSize, ink, draw.XCenter, narrowWidth/2, c.Min.Y-labelRoom+3)
	}
	const axisRoom = 46
	return &Figure{Width: narrowWidth, Height: float64(narrowRow*vg.Length(n) + narrowAir + legend + sides + axisRoom), label: r.label, paint: paint}
}
