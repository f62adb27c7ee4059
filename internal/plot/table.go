package plot

import (
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// table is the layout of a square of cells with a class's name at each row and,
// slanted, at each column.
type table struct {
	names []string
	// cell and side are the sizes of one cell and of all; the others the room
	// beside them.
	cell, side, left, top, right vg.Length
	// margin is the part of left that holds no name.
	margin vg.Length
}

// tableWidth is the least width of a table with its names.
const tableWidth = 440

// newTable lays out n classes; missing names are numbers.
func newTable(n int, classes []string) table {
	// Numbers of four digits fit in 32 points; with many classes the cells
	// shrink and lose their numbers, then their names thin out. Few get larger ones.
	t := table{names: make([]string, n), cell: vg.Length(min(max(320/float64(max(n, 1)), 32), 64))}
	if n > 14 {
		t.cell = vg.Length(math.Max(2, 448/float64(n)))
	}
	var widest vg.Length
	sty := style(tickSize, ink, draw.XRight, draw.YBottom)
	for i := range t.names {
		t.names[i] = strconv.Itoa(i)
		if i < len(classes) && clean(classes[i]) != "" {
			t.names[i] = fitName(clean(classes[i]), sty, 110)
		}
		widest = max(widest, sty.Width(t.names[i]))
	}
	// Rotated by 45 degrees a name needs its width over the square root of two.
	slant := widest*0.71 + 14
	t.side = t.cell * vg.Length(n)
	t.left, t.top, t.right = widest+30, slant+18, max(slant-t.cell/2, 8)
	return t
}

// width is that of the figure. Below tableWidth the table moves to the middle: a page
// gives all figures the same width, so a narrower one would get huge letters.
func (t *table) width() vg.Length {
	if w := t.left + t.side + t.right; w < tableWidth {
		t.margin = (tableWidth - w) / 2
		t.left, t.right = t.left+t.margin, t.right+t.margin
	}
	return t.left + t.side + t.right
}

// stepRoom is the room at the top and the right for names on the diagonal.
func (t table) stepRoom() (top, right vg.Length) {
	top, right = 4, 8
	sty := style(tickSize, ink, draw.XLeft, draw.YBottom)
	for i, name := range t.names[:max(0, len(t.names)-1)] {
		reach := sty.Width(name)*0.71 + 14
		top = max(top, reach-vg.Length(i+1)*t.cell)
		right = max(right, reach+(vg.Length(i)+0.5)*t.cell-t.side)
	}
	return top, right
}

// drawNames writes the names, those of the columns at the top or, if steps is
// set, on the diagonal.
func (t table) drawNames(c draw.Canvas, origin vg.Point, steps bool) {
	every := int(math.Ceil(float64(12 / t.cell)))
	slanted := style(tickSize, ink, draw.XLeft, draw.YBottom)
	slanted.Rotation = math.Pi / 4
	for i := 0; i < len(t.names); i += every {
		mid, down := (vg.Length(i)+0.5)*t.cell, vg.Length(0)
		if steps {
			down = vg.Length(i+1) * t.cell
		}
		if !steps || i > 0 {
			write(c, t.names[i], tickSize, ink, draw.XRight, origin.X-6, origin.Y-mid-3.5)
		}
		if !steps || i < len(t.names)-1 {
			texts.Draw(c, t.names[i], slanted, vg.Point{X: origin.X + mid + 2, Y: origin.Y + 5 - down})
		}
	}
}

// writeCell writes a number into the cell with the lower left corner x, y,
// smaller if it would not fit.
func writeCell(c draw.Canvas, s string, r role, x, y, cell vg.Length) {
	size := float64(tickSize)
	if w := style(size, ink, 0, 0).Width(s); w > cell-3 {
		size *= float64((cell - 3) / w)
	}
	write(c, s, size, r, draw.XCenter, x+cell/2, y+cell/2-3.5)
}
