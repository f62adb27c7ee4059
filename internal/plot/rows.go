package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// rowChart is a chart with one row a name over an axis of values: the name at
// the left, a text at the right. The first row stands on top.
type rowChart struct {
	label        string
	x            axis
	names, texts []string
	// zero draws the line x = 0.
	zero bool
	// left and right say over the rows what the sides of that line mean.
	left, right string
	keys        []key
	// narrow draws it for the width of a phone.
	narrow bool
	// draw draws row i, half as high as free to both sides of y.
	draw func(c draw.Canvas, i int, x func(float64) vg.Length, y, half vg.Length)
}

const rowsWidth, nameRoom, textRoom, labelRoom = 550, 220, 130, 17

func (r rowChart) figure() *Figure {
	if r.narrow {
		return r.narrowFigure()
	}
	n := len(r.names)
	row := vg.Length(20)
	if n > 25 {
		row = 15
	}
	names, nameWidth := fitAll(r.names, nameRoom, fitName)
	texts, textWidth := fitAll(r.texts, textRoom, fit)
	p := newPlot(axis{"", r.x.min, r.x.max, r.x.whole}, axis{"", 0, float64(n), false})
	p.HideY()
	p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
		x, y := p.Transforms(&c)
		if r.zero {
			c.StrokeLine2(draw.LineStyle{Color: ink, Width: 1}, x(0), c.Min.Y, x(0), c.Max.Y)
		}
		for i := range names {
			mid := y(float64(n-i) - 0.5)
			r.draw(c, i, x, mid, row*0.3)
			write(c, names[i], tickSize, ink, draw.XRight, c.Min.X-7, mid-3.7)
			if texts != nil {
				write(c, texts[i], tickSize, muted, draw.XLeft, c.Max.X+8, mid-3.7)
			}
		}
		if side := style(tickSize, muted, 0, 0); r.sided() {
			write(c, fit("← "+r.left, side, x(0)-12), tickSize, muted, draw.XRight, x(0)-7, c.Max.Y+5)
			room := rowsWidth - x(0) - 14 - side.Width(" →")
			write(c, fit(r.right, side, room)+" →", tickSize, muted, draw.XLeft, x(0)+7, c.Max.Y+5)
		}
	}))
	var sides vg.Length
	if r.sided() {
		sides = 17
	}
	_, _, legend := placeLegend(r.keys, rowsWidth-12)
	paint := func(c draw.Canvas) {
		c = draw.Crop(drawLegend(c, r.keys), nameWidth+8, -textWidth-6, labelRoom, -sides)
		p.Draw(c)
		// gonum would make the plot as wide as its label; this one may reach from
		// the middle of the plot to the nearer edge of the figure.
		area := p.DataCanvas(c)
		mid := (area.Min.X + area.Max.X) / 2
		name := fit(r.x.label, style(labelSize, ink, 0, 0), 2*min(mid, rowsWidth-mid)-8)
		write(c, name, labelSize, ink, draw.XCenter, mid, c.Min.Y-labelRoom+3)
	}
	const axisRoom = 46
	return &Figure{Width: rowsWidth, Height: float64(row*vg.Length(n) + legend + sides + axisRoom), label: r.label, paint: paint}
}

// fitAll shortens names by the given function and gives the width that they need.
func fitAll(names []string, room vg.Length, shorten func(string, text.Style, vg.Length) string) (short []string, widest vg.Length) {
	sty := style(tickSize, ink, 0, 0)
	for _, name := range names {
		s := shorten(clean(name), sty, room)
		short, widest = append(short, s), max(widest, sty.Width(s))
	}
	return short, widest
}

// sided says whether the two sides of the line x = 0 have names.
func (r rowChart) sided() bool { return r.zero && r.left != "" && r.right != "" }

// span is a range of values.
type span struct{ lo, hi float64 }

func (s *span) hold(values ...float64) {
	for _, v := range values {
		if finite(v) {
			s.lo, s.hi = math.Min(s.lo, v), math.Max(s.hi, v)
		}
	}
}

// padded is the span with some air at both ends.
func (s span) padded() (lo, hi float64) {
	lo, hi = widen(s.lo, s.hi)
	pad := (hi - lo) * 0.04
	return lo - pad, hi + pad
}
