package plot

import (
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Versus shows for each pair of classes which of two is better and by how much,
// such as two distances, as a table in two colours.
type Versus struct {
	Label string
	// Values[i][j] is by how much the one is better for classes i and j; below 0
	// the other is better, at 0 neither, and a value that is not finite is left
	// empty. It is square, or its row i has i entries: the lower triangle.
	Values [][]float64
	// Classes names the classes; missing names are numbers.
	Classes []string
	// Better, Worse and Equal name values above, below and at 0 in the legend,
	// such as "cosine better".
	Better, Worse, Equal string
	// Digits is the number of decimals of the numbers in the cells.
	Digits int
}

// Figure draws the table: the first series colour where Better holds, the second
// where Worse does, stronger the greater the difference, grey at 0. It fails
// with ErrNoData if no value is finite, and panics if Values has another shape
// or Digits < 0.
func (v Versus) Figure() (*Figure, error) {
	n, triangle := len(v.Values), true
	for i, row := range v.Values {
		triangle = triangle && len(row) == i
	}
	most, seen := 0.0, [3]bool{}
	for _, row := range v.Values {
		if !triangle && len(row) != n {
			panic("plot: a table of pairs is neither square nor a lower triangle")
		}
		for _, x := range row {
			if finite(x) {
				most = math.Max(most, math.Abs(x))
				seen[1+sign(x)] = true
			}
		}
	}
	if v.Digits < 0 {
		panic("plot: negative number of decimals")
	}
	if seen == [3]bool{} {
		return nil, ErrNoData
	}
	var keys []key
	for _, k := range []struct {
		sign int
		name string
	}{{1, v.Better}, {-1, v.Worse}, {0, v.Equal}} {
		if seen[1+k.sign] {
			keys = append(keys, key{k.name, func(c draw.Canvas, b vg.Rectangle) {
				c.SetColor(versusColour(k.sign, 1))
				c.Fill(rectangle(b.Min.X, b.Min.Y, b.Max.X, b.Max.Y))
			}})
		}
	}
	t := newTable(n, v.Classes)
	if triangle {
		t.top, t.right = t.stepRoom()
	}
	width := t.width()
	_, _, legend := placeLegend(keys, width-12)
	f := &Figure{Width: float64(width), Height: float64(legend + t.top + t.side + 14), label: v.Label}
	f.paint = func(c draw.Canvas) {
		c = drawLegend(c, keys)
		origin := vg.Point{X: t.left, Y: c.Max.Y - t.top}
		v.drawCells(c, origin, t.cell, most)
		t.drawNames(c, origin, triangle)
	}
	return f, nil
}

func (v Versus) drawCells(c draw.Canvas, origin vg.Point, cell vg.Length, most float64) {
	outline := draw.LineStyle{Color: rule, Width: 0.6}
	for i, row := range v.Values {
		for j, value := range row {
			x, y := origin.X+vg.Length(j)*cell, origin.Y-vg.Length(i+1)*cell
			box := rectangle(x, y, x+cell, y+cell)
			if finite(value) {
				c.SetColor(versusColour(sign(value), math.Abs(value)/most))
				c.Fill(box)
			}
			if cell >= 8 {
				c.SetLineStyle(outline)
				c.Stroke(box)
			}
			if finite(value) && cell >= 24 {
				writeCell(c, v.number(value), ink, x, y, cell)
			}
		}
	}
}

// number writes a value with its sign, which tells the colours apart for those
// who see none.
func (v Versus) number(x float64) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', v.Digits, 64)
	return [3]string{"−", "", "+"}[1+sign(x)] + s
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// versusColour tints by a share of the greatest difference; the weakest tint can
// still be told from none.
func versusColour(sign int, share float64) shade {
	switch sign {
	case 1:
		return seriesA.alpha(0.08 + 0.47*share)
	case -1:
		return seriesB.alpha(0.08 + 0.47*share)
	}
	return muted.alpha(0.15)
}
