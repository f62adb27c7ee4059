package plot

import (
	"fmt"
	"math"

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
	t := newTable(n, m.Classes)
	f := &Figure{Width: float64(t.width()), Height: float64(t.top + t.side + 6), label: m.Label}
	f.paint = func(c draw.Canvas) {
		origin := vg.Point{X: t.left, Y: c.Max.Y - t.top}
		m.drawCells(c, origin, t.cell)
		t.drawNames(c, origin, false)
		write(c, m.CalledLabel, labelSize, ink, draw.XCenter, t.left+t.side/2, c.Max.Y-12)
		turned := style(labelSize, ink, draw.XCenter, draw.YBottom)
		turned.Rotation = math.Pi / 2
		texts.Draw(c, m.TrueLabel, turned, vg.Point{X: t.margin + 14, Y: origin.Y - t.side/2})
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
				writeCell(c, fmt.Sprint(v), ro, x, y, cell)
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
