package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mekiki/internal/lang"
)

const scatterColumns, scatterRows = 72, 48

// region is a rectangle of the plane that a plot shows.
type region struct{ x0, x1, y0, y1 float64 }

// nothing is a region that holds no point yet.
func nothing() region {
	return region{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
}

// hold widens the region until the points lie in it; those that are not finite
// are left out. It panics if x and y differ in length.
func (r *region) hold(x, y []float64) {
	if len(x) != len(y) {
		panic("plot: X and Y differ in length")
	}
	for i := range x {
		if finite(x[i]) && finite(y[i]) {
			r.x0, r.x1 = math.Min(r.x0, x[i]), math.Max(r.x1, x[i])
			r.y0, r.y1 = math.Min(r.y0, y[i]), math.Max(r.y1, y[i])
		}
	}
}

// density counts points in the cells of a region.
type density struct {
	cells  [scatterRows][scatterColumns]int
	levels []int
}

func newDensity(x, y []float64, r region) *density {
	d := &density{}
	most := 0
	for i := range x {
		if finite(x[i]) && finite(y[i]) {
			cx := min(scatterColumns-1, int((x[i]-r.x0)/(r.x1-r.x0)*scatterColumns))
			cy := min(scatterRows-1, int((y[i]-r.y0)/(r.y1-r.y0)*scatterRows))
			d.cells[cy][cx]++
			most = max(most, d.cells[cy][cx])
		}
	}
	d.levels = densityLevels(most)
	return d
}

// layers has one layer for each level, and keys the legend's entries.
func (d *density) layers() []gplot.Plotter {
	var out []gplot.Plotter
	for _, level := range d.levels {
		out = append(out, painter(func(c draw.Canvas, _ *gplot.Plot) {
			c.SetColor(seriesA.alpha(layerOpacity))
			if path := cellsFrom(c, &d.cells, level); len(path) > 0 {
				c.Fill(path)
			}
		}))
	}
	return out
}

func (d *density) keys(l lang.Language, unit string) []key {
	var out []key
	for i, level := range d.levels {
		name := lang.T("%d", level)
		if i == 0 {
			name = lang.T("at least 1")
		}
		if i == len(d.levels)-1 {
			name = lang.T("%s %s a cell", name, unit)
		}
		out = append(out, key{l.Say(name), func(c draw.Canvas, b vg.Rectangle) {
			for range i + 1 { // the layers that such a cell shows
				c.SetColor(seriesA.alpha(layerOpacity))
				c.Fill(rectangle(b.Min.X, b.Min.Y, b.Max.X, b.Max.Y))
			}
		}})
	}
	return out
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
