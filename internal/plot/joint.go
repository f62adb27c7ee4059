package plot

import (
	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mekiki/internal/lang"
)

// JointDensity is a [Scatter] with the histogram of each value at its side and,
// if wanted, the level lines of a function of both: where the points lie, and
// what a loss makes of them. X and Y have the same length; a pair with a value
// that is not finite is left out.
type JointDensity struct {
	Label          string
	XLabel, YLabel string
	// Lang is the language of the words that the figure has of its own, in its legend.
	Lang lang.Language
	// Unit names the points in the legend, such as "triplets".
	Unit string
	X, Y []float64
	// Zero draws the lines x = 0 and y = 0.
	Zero bool
	// Bins is the number of bins of both histograms; 0 means 36.
	Bins int
	// Note is one line of text over the figure, such as the correlations.
	Note string
	// Levels is drawn over the density; see [JointDensity.Range]. Without At there
	// are about eight lines, at round heights.
	Levels Levels
	// Over are single points drawn over all, some hundred at most.
	Over Series
}

// sideRoom is how far the histograms reach from the plot, sideGap their distance.
const sideRoom, sideGap = 44, 4

// Range is what the axes show: the range for a grid of Levels. It fails and
// panics as Figure does.
func (j JointDensity) Range() (x0, x1, y0, y1 float64, err error) {
	r, err := j.region()
	return r.x0, r.x1, r.y0, r.y1, err
}

func (j JointDensity) region() (region, error) {
	r := nothing()
	if r.hold(j.X, j.Y); r.x0 > r.x1 {
		return r, ErrNoData
	}
	r.hold(j.Over.X, j.Over.Y)
	return shownRegion([]float64{r.x0, r.x1}, []float64{r.y0, r.y1}, j.Zero)
}

// Figure draws the density. It fails with ErrNoData if no pair is finite, and
// panics if X and Y differ in length, if the grid of Levels is not empty and
// covers no area or disagrees with its values, and if Bins < 0.
func (j JointDensity) Figure() (*Figure, error) {
	r, err := j.region()
	if err != nil {
		return nil, err
	}
	j.Levels.check()
	if j.Levels.At == nil && !j.Levels.Grid.empty() {
		if lo, hi := j.Levels.Grid.bounds(); lo < hi {
			j.Levels.At = roundHeights(lo, hi)
		}
	}
	p := newPlot(axis{j.XLabel, r.x0, r.x1, false}, axis{j.YLabel, r.y0, r.y1, false})
	d := newDensity(j.X, j.Y, r)
	p.Add(d.layers()...)
	p.Add(painter(func(c draw.Canvas, p *gplot.Plot) { j.Levels.drawn(c, p, seriesB) }))
	if j.Zero {
		p.Add(painter(zeroLines))
	}
	keys := append(d.keys(j.Lang, j.Unit), j.Levels.keys(seriesB)...)
	if len(j.Over.X) > 0 {
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) { drawRings(c, p, j.Over) }))
		keys = append(keys, key{j.Over.Name, func(c draw.Canvas, b vg.Rectangle) {
			drawRing(c, vg.Point{X: (b.Min.X + b.Max.X) / 2, Y: (b.Min.Y + b.Max.Y) / 2})
		}})
	}
	p.Add(painter(j.Levels.labelled))
	bins := j.Bins
	if bins == 0 {
		bins = 36
	}
	var xs, ys []float64
	for i := range j.X {
		if finite(j.X[i]) && finite(j.Y[i]) {
			xs, ys = append(xs, j.X[i]), append(ys, j.Y[i])
		}
	}
	top, right := binOver(xs, r.x0, r.x1, bins), binOver(ys, r.y0, r.y1, bins)
	f := &Figure{Width: 460, Height: 430, label: j.Label}
	f.paint = func(c draw.Canvas) {
		c = drawLegend(c, keys)
		if note := style(labelSize, ink, draw.XLeft, draw.YBottom); j.Note != "" {
			write(c, fit(j.Note, note, c.Max.X-c.Min.X), labelSize, ink, draw.XLeft, c.Min.X, c.Max.Y-11)
			c.Max.Y -= 18
		}
		c = draw.Crop(c, 0, -sideRoom-sideGap, 0, -sideRoom-sideGap)
		p.Draw(c)
		area := p.DataCanvas(c)
		drawSide(area, top, false)
		drawSide(area, right, true)
	}
	return f, nil
}

// binOver counts values in n equal bins over [lo, hi].
func binOver(values []float64, lo, hi float64, n int) []int {
	_, counts, err := Bin([]Sample{{Values: append([]float64{lo, hi}, values...)}}, n)
	if err != nil {
		panic(err) // lo and hi are finite
	}
	counts[0][0]--
	counts[0][n-1]--
	return counts[0]
}

// drawSide draws a histogram over the plot or, turned, at its right.
func drawSide(area draw.Canvas, counts []int, turned bool) {
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	at := func(along, height float64) vg.Point {
		a, h := vg.Length(along/float64(len(counts))), vg.Length(height/float64(most)*sideRoom+sideGap)
		if turned {
			return vg.Point{X: area.Max.X + h, Y: area.Min.Y + a*(area.Max.Y-area.Min.Y)}
		}
		return vg.Point{X: area.Min.X + a*(area.Max.X-area.Min.X), Y: area.Max.Y + h}
	}
	outline := []vg.Point{at(0, 0)}
	for b, n := range counts {
		outline = append(outline, at(float64(b), float64(n)), at(float64(b+1), float64(n)))
	}
	outline = append(outline, at(float64(len(counts)), 0))
	area.FillPolygon(seriesA.alpha(barOpacity), outline)
	area.StrokeLines(draw.LineStyle{Color: seriesA, Width: 0.9}, append(outline, outline[0]))
}

// drawRings draws points as small rings, which do not hide what is under them.
func drawRings(c draw.Canvas, p *gplot.Plot, s Series) {
	x, y := p.Transforms(&c)
	for i := range s.X {
		if finite(s.X[i]) && finite(s.Y[i]) {
			drawRing(c, vg.Point{X: x(s.X[i]), Y: y(s.Y[i])})
		}
	}
}

func drawRing(c draw.Canvas, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: seriesC, Width: 1.2})
	c.Stroke(dot(at, 2.4))
}
