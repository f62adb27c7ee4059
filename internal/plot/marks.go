package plot

import (
	"slices"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Mark is a named place on the horizontal axis.
type Mark struct {
	X    float64
	Name string
}

// markRow is the height of a row of names, of which there are markRows at most.
const markRow, markRows = 14, 5

// marksWithin gives the marks in a range, from left to right.
func marksWithin(marks []Mark, lo, hi float64) []Mark {
	var out []Mark
	for _, m := range marks {
		if m.X >= lo && m.X <= hi {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Mark) int { return sign(a.X - b.X) })
	return out
}

// drawMarked draws a plot with marks: an upright line each, and the names in
// rows over the plot, so that none covers another. A name without room is left out.
func drawMarked(c draw.Canvas, p *gplot.Plot, marks []Mark) {
	area := p.DataCanvas(c)
	sty := style(tickSize, ink, draw.XCenter, draw.YBottom)
	at, _ := p.Transforms(&area)
	names, middle, row := make([]string, len(marks)), make([]vg.Length, len(marks)), make([]int, len(marks))
	var ends []vg.Length // of each row
	for i, m := range marks {
		names[i] = fit(clean(m.Name), sty, (area.Max.X-area.Min.X)/2)
		half := sty.Width(names[i]) / 2
		middle[i] = min(max(at(m.X), area.Min.X+half), area.Max.X-half)
		for row[i] < len(ends) && ends[row[i]] > middle[i]-half-6 {
			row[i]++
		}
		if row[i] == markRows {
			row[i], names[i] = 0, ""
			continue
		}
		if row[i] == len(ends) {
			ends = append(ends, 0)
		}
		ends[row[i]] = middle[i] + half
	}
	if len(marks) > 0 {
		c.Max.Y -= markRow*vg.Length(len(ends)) + 4
	}
	p.Draw(c)
	area = p.DataCanvas(c)
	for i, m := range marks {
		y := area.Max.Y + 3 + vg.Length(row[i])*markRow
		area.StrokeLine2(draw.LineStyle{Color: ink, Width: 0.9, Dashes: []vg.Length{2, 2}}, at(m.X), area.Min.Y, at(m.X), y)
	}
	for i, name := range names {
		if name == "" {
			continue
		}
		y := area.Max.Y + 5 + vg.Length(row[i])*markRow
		// A line to a higher row may pass behind the name.
		half := sty.Width(name)/2 + 1
		area.SetColor(surface)
		area.Fill(rectangle(middle[i]-half, y-1.5, middle[i]+half, y+markRow-5))
		write(area, name, tickSize, ink, draw.XCenter, middle[i], y)
	}
}
