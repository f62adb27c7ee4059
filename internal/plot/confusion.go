package plot

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Confusion shows which class was taken for which, as a table with a heat map.
type Confusion struct {
	Label string
	// Counts[t][p] counts what is of class t and was called p. It is square.
	Counts [][]int
	// Classes names the classes; missing names are numbers.
	Classes []string
	// TrueLabel and CalledLabel name the rows and the columns.
	TrueLabel, CalledLabel string
}

// Figure draws the matrix: right calls in the first series colour, wrong ones
// in the second, stronger the greater their share of the row. It fails with
// ErrNoData if all counts are zero, and panics if Counts is not square.
func (m Confusion) Figure() (*Figure, error) {
	n, sum := len(m.Counts), 0
	for _, row := range m.Counts {
		if len(row) != n {
			panic("plot: confusion matrix is not square")
		}
		for _, v := range row {
			sum += max(v, 0)
		}
	}
	if sum == 0 {
		return nil, ErrNoData
	}
	// Numbers of four digits fit in 32 points; with many classes the cells
	// shrink and lose their numbers, then their names thin out.
	cell := vg.Length(32)
	if n > 14 {
		cell = vg.Length(math.Max(2, 448/float64(n)))
	}
	names := make([]string, n)
	var widest vg.Length
	sty := style(tickSize, ink, draw.XRight, draw.YBottom)
	for i := range names {
		names[i] = strconv.Itoa(i)
		if i < len(m.Classes) && clean(m.Classes[i]) != "" {
			names[i] = fit(m.Classes[i], sty, 110)
		}
		widest = max(widest, sty.Width(names[i]))
	}
	// Rotated by 45 degrees a name needs its width over the square root of two.
	slant := widest*0.71 + 14
	left, top := widest+30, slant+18
	side := cell * vg.Length(n)
	f := &Figure{Width: float64(left + side + max(slant-cell/2, 8)), Height: float64(top + side + 6), label: m.Label}
	f.paint = func(c draw.Canvas) {
		origin := vg.Point{X: left, Y: c.Max.Y - top}
		m.drawCells(c, origin, cell)
		m.drawNames(c, origin, cell, names, sty)
		write(c, m.CalledLabel, labelSize, ink, draw.XCenter, left+side/2, c.Max.Y-12)
		turned := style(labelSize, ink, draw.XCenter, draw.YBottom)
		turned.Rotation = math.Pi / 2
		texts.Draw(c, m.TrueLabel, turned, vg.Point{X: 14, Y: origin.Y - side/2})
	}
	return f, nil
}

func (m Confusion) drawCells(c draw.Canvas, origin vg.Point, cell vg.Length) {
	for t, row := range m.Counts {
		total := 0
		for _, v := range row {
			total += max(v, 0)
		}
		for p, v := range row {
			x, y := origin.X+vg.Length(p)*cell, origin.Y-vg.Length(t+1)*cell
			r, strength := seriesB, 90.0
			if t == p {
				r, strength = seriesA, 45
			}
			if v > 0 {
				// The square root keeps one mistake in a hundred visible; the limit
				// keeps the number on top readable.
				tint := math.Min(strength*math.Sqrt(float64(v)/float64(total)), 55)
				c.SetColor(r.alpha(math.Round(tint) / 100))
				c.Fill(rectangle(x, y, x+cell, y+cell))
			}
			if cell >= 24 {
				ro := ink
				if v == 0 {
					ro = muted
				}
				size := float64(tickSize)
				if w := style(size, ink, 0, 0).Width(fmt.Sprint(v)); w > cell-3 {
					size *= float64((cell - 3) / w)
				}
				write(c, fmt.Sprint(v), size, ro, draw.XCenter, x+cell/2, y+cell/2-3.5)
			}
		}
	}
	sty := draw.LineStyle{Color: rule, Width: 0.6}
	n := len(m.Counts)
	side := cell * vg.Length(n)
	for i := range n + 1 {
		if i > 0 && i < n && cell < 8 {
			continue
		}
		d := vg.Length(i) * cell
		c.StrokeLine2(sty, origin.X+d, origin.Y, origin.X+d, origin.Y-side)
		c.StrokeLine2(sty, origin.X, origin.Y-d, origin.X+side, origin.Y-d)
	}
}

func (m Confusion) drawNames(c draw.Canvas, origin vg.Point, cell vg.Length, names []string, sty text.Style) {
	every := int(math.Ceil(float64(12 / cell)))
	slanted := sty
	slanted.XAlign, slanted.Rotation = draw.XLeft, math.Pi/4
	for i := 0; i < len(names); i += every {
		mid := (vg.Length(i) + 0.5) * cell
		write(c, names[i], tickSize, ink, draw.XRight, origin.X-6, origin.Y-mid-3.5)
		texts.Draw(c, names[i], slanted, vg.Point{X: origin.X + mid + 2, Y: origin.Y + 5})
	}
}
