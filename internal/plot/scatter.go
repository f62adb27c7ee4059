package plot

import (
	"fmt"
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Scatter shows one value against another as a density: the plane is cut into
// cells that are darker the more points they hold. Its size depends on the
// cells, not on the number of points. X and Y have the same length; a pair
// with a value that is not finite is left out.
type Scatter struct {
	Label          string
	XLabel, YLabel string
	// Unit names the points in the legend, such as "triplets".
	Unit string
	X, Y []float64
	// Zero draws the lines x = 0 and y = 0.
	Zero bool
}

const scatterColumns, scatterRows = 72, 48

// Figure draws the density. It fails with ErrNoData if no pair is finite, and
// panics if X and Y differ in length.
func (s Scatter) Figure() (*Figure, error) {
	if len(s.X) != len(s.Y) {
		panic("plot: X and Y differ in length")
	}
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i := range s.X {
		if finite(s.X[i]) && finite(s.Y[i]) {
			x0, x1 = math.Min(x0, s.X[i]), math.Max(x1, s.X[i])
			y0, y1 = math.Min(y0, s.Y[i]), math.Max(y1, s.Y[i])
		}
	}
	if x0 > x1 {
		return nil, ErrNoData
	}
	if s.Zero {
		x0, x1, y0, y1 = math.Min(x0, 0), math.Max(x1, 0), math.Min(y0, 0), math.Max(y1, 0)
	}
	x0, x1 = widen(x0, x1)
	y0, y1 = widen(y0, y1)
	var cells [scatterRows][scatterColumns]int
	most := 0
	for i := range s.X {
		if finite(s.X[i]) && finite(s.Y[i]) {
			cx := min(scatterColumns-1, int((s.X[i]-x0)/(x1-x0)*scatterColumns))
			cy := min(scatterRows-1, int((s.Y[i]-y0)/(y1-y0)*scatterRows))
			cells[cy][cx]++
			most = max(most, cells[cy][cx])
		}
	}
	p := newPlot(axis{s.XLabel, x0, x1, false}, axis{s.YLabel, y0, y1, false})
	var keys []key
	levels := densityLevels(most)
	for i, level := range levels {
		p.Add(painter(func(c draw.Canvas, _ *gplot.Plot) {
			c.SetColor(seriesA.alpha(layerOpacity))
			if path := cellsFrom(c, &cells, level); len(path) > 0 {
				c.Fill(path)
			}
		}))
		name := fmt.Sprintf("%d", level)
		if i == 0 {
			name = "at least 1"
		}
		if i == len(levels)-1 {
			name += " " + s.Unit + " a cell"
		}
		keys = append(keys, key{name, func(c draw.Canvas, b vg.Rectangle) {
			for range i + 1 { // the layers that such a cell shows
				c.SetColor(seriesA.alpha(layerOpacity))
				c.Fill(rectangle(b.Min.X, b.Min.Y, b.Max.X, b.Max.Y))
			}
		}})
	}
	if s.Zero {
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
			x, y := p.Transforms(&c)
			sty := draw.LineStyle{Color: ink, Width: 1, Dashes: []vg.Length{3, 2}}
			c.StrokeLine2(sty, x(0), c.Min.Y, x(0), c.Max.Y)
			c.StrokeLine2(sty, c.Min.X, y(0), c.Max.X, y(0))
		}))
	}
	return &Figure{Width: 440, Height: 340, label: s.Label, paint: withLegend(p, keys)}, nil
}

// layerOpacity is that of one density level. Levels lie over each other, so
// five of them cover 86 %, and no seam shows between cells of two levels.
const layerOpacity = 0.33

// densityLevels are up to five counts from 1 to most, in equal ratios.
func densityLevels(most int) []int {
	var out []int
	for i := range 5 {
		level := int(math.Ceil(math.Pow(float64(most), float64(i)/5) - 1e-9))
		if len(out) == 0 || level > out[len(out)-1] {
			out = append(out, level)
		}
	}
	return out
}

// cellsFrom outlines all cells with at least level points, neighbours in a row
// joined to one rectangle.
func cellsFrom(c draw.Canvas, cells *[scatterRows][scatterColumns]int, level int) vg.Path {
	var out vg.Path
	size := c.Size()
	w, h := size.X/scatterColumns, size.Y/scatterRows
	for y := range cells {
		for x := 0; x < scatterColumns; x++ {
			if cells[y][x] < level {
				continue
			}
			end := x
			for end < scatterColumns && cells[y][end] >= level {
				end++
			}
			at := c.Min.Add(vg.Point{X: vg.Length(x) * w, Y: vg.Length(y) * h})
			out = append(out, rectangle(at.X, at.Y, at.X+vg.Length(end-x)*w, at.Y+h)...)
			x = end
		}
	}
	return out
}
