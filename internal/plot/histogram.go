package plot

import (
	"math"
	"slices"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// DefaultBins is the number of bins that a histogram has if it names none.
const DefaultBins = 16

// Sample is a named set of values; those not finite are left out.
type Sample struct {
	Name   string
	Values []float64
}

// Histogram shows how one or more samples are distributed, over each other.
type Histogram struct {
	Label          string
	XLabel, YLabel string
	Samples        []Sample
	// Bins is the number of bins over the range of all samples; 0 means DefaultBins.
	Bins int
	// Hold are values that the horizontal axis holds too, such as thresholds.
	Hold []float64
	// MarkX, with a name in MarkName, is marked by an upright dashed line.
	MarkX    float64
	MarkName string
	// Marks are further upright lines with their names over the plot, such as
	// quantiles. Those out of the range are left out.
	Marks []Mark
}

// Bin sorts values into n equal bins: Edges has n+1 ascending entries, Counts
// one row of n for each sample. A value on an inner edge counts to the right,
// the greatest value to the last bin. It fails with ErrNoData if no value is
// finite, and panics if n < 0; n = 0 means DefaultBins.
func Bin(samples []Sample, n int) (edges []float64, counts [][]int, err error) {
	if n < 0 {
		panic("plot: negative number of bins")
	}
	if n == 0 {
		n = DefaultBins
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range samples {
		for _, v := range s.Values {
			if finite(v) {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	if lo > hi {
		return nil, nil, ErrNoData
	}
	lo, hi = widen(lo, hi)
	edges = make([]float64, n+1)
	for i := range edges {
		edges[i] = lo + (hi-lo)*float64(i)/float64(n)
	}
	for _, s := range samples {
		c := make([]int, n)
		for _, v := range s.Values {
			if finite(v) {
				c[min(n-1, max(0, int((v-lo)/(hi-lo)*float64(n))))]++
			}
		}
		counts = append(counts, c)
	}
	return edges, counts, nil
}

// Figure draws the histogram. It fails with ErrNoData if no value is finite.
func (h Histogram) Figure() (*Figure, error) {
	p, keys, marks, err := h.built()
	if err != nil {
		return nil, err
	}
	f := &Figure{Width: histogramWidth, Height: histogramHeight, label: h.Label}
	if len(marks) > 0 {
		f.Height += 2 * markRow
	}
	f.paint = func(c draw.Canvas) { drawMarked(drawLegend(c, keys), p, marks) }
	return f, nil
}

const histogramWidth, histogramHeight = 440, 260

// Span says where values lie on the drawn histogram: lo at the share left of its width, hi at
// the share right, values between them evenly. It fails as Figure.
func (h Histogram) Span() (lo, hi, left, right float64, err error) {
	p, _, _, err := h.built()
	if err != nil {
		return 0, 0, 0, 0, err
	}
	area := p.DataCanvas(draw.NewCanvas(new(recorder.Canvas), histogramWidth, histogramHeight))
	return p.X.Min, p.X.Max, float64(area.Min.X) / histogramWidth, float64(area.Max.X) / histogramWidth, nil
}

// built is the plot, its legend and its marks.
func (h Histogram) built() (*gplot.Plot, []key, []Mark, error) {
	edges, counts, err := Bin(append(slices.Clone(h.Samples), Sample{Values: h.Hold}), h.Bins)
	if err != nil {
		return nil, nil, nil, err
	}
	counts = counts[:len(h.Samples)]
	top := 1
	for _, c := range counts {
		for _, n := range c {
			top = max(top, n)
		}
	}
	p := newPlot(axis{h.XLabel, edges[0], edges[len(edges)-1], false}, axis{h.YLabel, 0, float64(top) * 1.06, top < 10})
	var keys []key
	for i, c := range counts {
		r := seriesRole(i)
		p.Add(painter(func(cv draw.Canvas, p *gplot.Plot) { drawBars(cv, p, edges, c, i) }))
		keys = append(keys, key{h.Samples[i].Name, func(c draw.Canvas, b vg.Rectangle) {
			box := rectangle(b.Min.X, b.Min.Y, b.Max.X, b.Max.Y)
			c.SetColor(r.alpha(barOpacity))
			c.Fill(box)
			c.SetLineStyle(barLine(i))
			c.Stroke(box)
		}})
	}
	if h.MarkName != "" && h.MarkX >= edges[0] && h.MarkX <= edges[len(edges)-1] {
		sty := draw.LineStyle{Color: ink, Width: 1, Dashes: []vg.Length{3, 2}}
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
			x, _ := p.Transforms(&c)
			c.StrokeLine2(sty, x(h.MarkX), c.Min.Y, x(h.MarkX), c.Max.Y)
		}))
		keys = append(keys, key{h.MarkName, lineSample(sty)})
	}
	return p, keys, marksWithin(h.Marks, edges[0], edges[len(edges)-1]), nil
}

const barOpacity = 0.35

func barLine(i int) draw.LineStyle {
	sty := lineStyle(i)
	sty.Width = 1.2
	return sty
}

// drawBars draws a histogram as one area with its outline: bars of two samples
// over each other stay readable.
func drawBars(c draw.Canvas, p *gplot.Plot, edges []float64, counts []int, i int) {
	x, y := p.Transforms(&c)
	area := []vg.Point{{X: x(edges[0]), Y: c.Min.Y}}
	for b, n := range counts {
		area = append(area, vg.Point{X: x(edges[b]), Y: y(float64(n))}, vg.Point{X: x(edges[b+1]), Y: y(float64(n))})
	}
	area = append(area, vg.Point{X: x(edges[len(edges)-1]), Y: c.Min.Y})
	c.FillPolygon(seriesRole(i).alpha(barOpacity), area)
	c.StrokeLines(barLine(i), area)
}
