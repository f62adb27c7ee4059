package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mekiki/internal/lang"
)

// Estimate is one row of a [Forest]: a value and the interval around it.
type Estimate struct {
	Name             string
	Point, Low, High float64 // Low or High not finite: no interval; Point not finite: no mark
	// Text stands at the right, such as "+0.4 (0.1 to 0.7)".
	Text string
	// Dots are the single values behind the estimate, one a seed.
	Dots []float64
}

// Forest shows estimates with their intervals, one a row, the first on top.
type Forest struct {
	Label, XLabel string
	// Lang is the language of the words that the figure has of its own, in its legend.
	Lang lang.Language
	Rows []Estimate
	// Zero draws the line x = 0, and fills the marks whose interval is clear of 0.
	Zero bool
	// Left and Right say over the rows what the sides of that line mean, such as
	// "cosine better"; nothing unless both are there.
	Left, Right string
	// PointName and DotsName name the marks in the legend; empty names are left
	// out. PointName is used without Zero only.
	PointName, DotsName string
	// Narrow draws it for the width of a phone, each name and text over its row.
	Narrow bool
}

// Figure draws the rows. It fails with ErrNoData if no point is finite.
func (f Forest) Figure() (*Figure, error) {
	shown := span{math.Inf(1), math.Inf(-1)}
	var sure, holds, seen, dots bool
	r := rowChart{label: f.Label, zero: f.Zero, left: f.Left, right: f.Right, narrow: f.Narrow}
	for _, e := range f.Rows {
		r.names, r.texts = append(r.names, e.Name), append(r.texts, e.Text)
		shown.hold(e.Dots...)
		dots = dots || len(e.Dots) > 0
		if !finite(e.Point) {
			continue
		}
		shown.hold(e.Point)
		seen = true
		if e.hasInterval() {
			shown.hold(e.Low, e.High)
			sure, holds = sure || !e.holdsZero(), holds || e.holdsZero()
		}
	}
	if !seen {
		return nil, ErrNoData
	}
	if f.Zero {
		shown.hold(0)
	}
	lo, hi := shown.padded()
	r.x = axis{f.XLabel, lo, hi, false}
	entry := func(name string, fill bool) {
		r.keys = append(r.keys, key{name, func(c draw.Canvas, b vg.Rectangle) {
			mid := (b.Min.Y + b.Max.Y) / 2
			drawEstimate(c, b.Min.X, (b.Min.X+b.Max.X)/2, b.Max.X, mid, fill)
		}})
	}
	if f.Zero && sure {
		entry(f.Lang.Text("interval clear of 0"), true)
	}
	if f.Zero && holds {
		entry(f.Lang.Text("interval holds 0"), false)
	}
	if !f.Zero && f.PointName != "" {
		entry(f.PointName, true)
	}
	if dots && f.DotsName != "" {
		r.keys = append(r.keys, key{f.DotsName, func(c draw.Canvas, b vg.Rectangle) {
			mid := (b.Min.Y + b.Max.Y) / 2
			for _, dx := range []vg.Length{2, 7, 13} {
				drawSeed(c, b.Min.X+dx, mid)
			}
		}})
	}
	r.draw = func(c draw.Canvas, i int, x func(float64) vg.Length, y, half vg.Length) {
		e := f.Rows[i]
		for _, v := range e.Dots {
			if finite(v) {
				drawSeed(c, x(v), y-half)
			}
		}
		switch {
		case !finite(e.Point):
		case e.hasInterval():
			drawEstimate(c, x(e.Low), x(e.Point), x(e.High), y, !f.Zero || !e.holdsZero())
		default:
			drawEstimate(c, x(e.Point), x(e.Point), x(e.Point), y, !f.Zero)
		}
	}
	return r.figure(), nil
}

func (e Estimate) hasInterval() bool { return finite(e.Low) && finite(e.High) }

func (e Estimate) holdsZero() bool { return e.Low <= 0 && e.High >= 0 }

// drawEstimate draws an interval with its ends and the point, filled or hollow.
func drawEstimate(c draw.Canvas, lo, x, hi, y vg.Length, fill bool) {
	sty := draw.LineStyle{Color: seriesA, Width: 1.5}
	if lo != hi {
		c.StrokeLine2(sty, lo, y, hi, y)
		for _, end := range []vg.Length{lo, hi} {
			c.StrokeLine2(sty, end, y-3, end, y+3)
		}
	}
	at := dot(vg.Point{X: x, Y: y}, 3.4)
	c.SetColor(surface)
	if fill {
		c.SetColor(seriesA)
	}
	c.Fill(at)
	c.SetLineStyle(sty)
	c.Stroke(at)
}

// drawSeed draws a small dot for one of many values.
func drawSeed(c draw.Canvas, x, y vg.Length) {
	c.SetColor(seriesB.alpha(0.6))
	c.Fill(dot(vg.Point{X: x, Y: y}, 1.5))
}
