package plot

import (
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Strip shows single values side by side, such as one accuracy a seed for each
// of several losses, with a bar at each mean.
type Strip struct {
	Label, YLabel string
	// Columns are the groups, from left to right. Values that are not finite are
	// left out.
	Columns []Sample
	// Paired joins the values of the same place in neighbouring columns, such as
	// those of one seed; then all columns have the same length.
	Paired bool
	// DotName, PairName and MeanName name the marks in the legend; empty names are
	// left out.
	DotName, PairName, MeanName string
}

// Figure draws the columns. It fails with ErrNoData if no value is finite, and
// panics if Paired columns differ in length.
func (s Strip) Figure() (*Figure, error) {
	shown := span{math.Inf(1), math.Inf(-1)}
	for _, col := range s.Columns {
		if s.Paired && len(col.Values) != len(s.Columns[0].Values) {
			panic("plot: paired columns differ in length")
		}
		shown.hold(col.Values...)
	}
	if shown.lo > shown.hi {
		return nil, ErrNoData
	}
	lo, hi := shown.padded()
	n := len(s.Columns)
	p := newPlot(axis{"", 0, float64(n), false}, axis{s.YLabel, lo, hi, false})
	p.X.Tick.Marker = gplot.ConstantTicks{}
	p.X.Tick.Length = 0
	pairs := draw.LineStyle{Color: muted.alpha(0.6), Width: 0.8}
	mean := draw.LineStyle{Color: ink, Width: 2.2}
	p.Add(painter(func(c draw.Canvas, p *gplot.Plot) {
		if s.Paired {
			c.StrokeLines(pairs, s.joined(c, p)...)
		}
		x, y := p.Transforms(&c)
		for k, col := range s.Columns {
			sum, count := 0.0, 0
			for i, v := range col.Values {
				if finite(v) {
					sum, count = sum+v, count+1
					drawValue(c, vg.Point{X: x(s.place(k, i)), Y: y(v)})
				}
			}
			if count > 0 {
				c.StrokeLine2(mean, x(float64(k)+0.22), y(sum/float64(count)), x(float64(k)+0.78), y(sum/float64(count)))
			}
		}
	}))
	var keys []key
	add := func(name string, sample func(draw.Canvas, vg.Rectangle)) {
		if name != "" {
			keys = append(keys, key{name, sample})
		}
	}
	add(s.DotName, func(c draw.Canvas, b vg.Rectangle) {
		drawValue(c, vg.Point{X: (b.Min.X + b.Max.X) / 2, Y: (b.Min.Y + b.Max.Y) / 2})
	})
	if s.Paired {
		add(s.PairName, lineSample(pairs))
	}
	add(s.MeanName, lineSample(mean))
	f := &Figure{Width: 440, Height: 290, label: s.Label}
	f.paint = func(c draw.Canvas) { s.drawNamed(drawLegend(c, keys), p) }
	return f, nil
}

// place is where the i-th value of a column stands. Without pairs the dots step
// aside in turn, so that equal values can be counted.
func (s Strip) place(column, i int) float64 {
	aside := 0.0
	if !s.Paired {
		aside = []float64{0, -0.07, 0.07, -0.14, 0.14}[i%5]
	}
	return float64(column) + 0.5 + aside
}

// joined gives the lines between columns, broken where a value is missing.
func (s Strip) joined(c draw.Canvas, p *gplot.Plot) [][]vg.Point {
	x, y := p.Transforms(&c)
	var out [][]vg.Point
	for k := 1; k < len(s.Columns); k++ {
		for i, v := range s.Columns[k].Values {
			if before := s.Columns[k-1].Values[i]; finite(before) && finite(v) {
				out = append(out, []vg.Point{{X: x(s.place(k-1, i)), Y: y(before)}, {X: x(s.place(k, i)), Y: y(v)}})
			}
		}
	}
	return out
}

// drawNamed draws the plot with the columns' names under it: across if all fit,
// else turned by a quarter.
func (s Strip) drawNamed(c draw.Canvas, p *gplot.Plot) {
	const across, turned = 16, 96
	sty := style(tickSize, ink, draw.XCenter, draw.YBottom)
	area := p.DataCanvas(draw.Crop(c, 0, 0, across, 0))
	room := (area.Max.X-area.Min.X)/vg.Length(len(s.Columns)) - 6
	names, widest := make([]string, len(s.Columns)), vg.Length(0)
	for i, col := range s.Columns {
		names[i] = clean(col.Name)
		widest = max(widest, sty.Width(names[i]))
	}
	below := vg.Length(across)
	if widest > room {
		below = min(widest, turned) + 8
		sty.XAlign, sty.Rotation = draw.XRight, math.Pi/2
		room = turned
	}
	c = draw.Crop(c, 0, 0, below, 0)
	p.Draw(c)
	area = p.DataCanvas(c)
	each := (area.Max.X - area.Min.X) / vg.Length(len(names))
	for i, name := range names {
		at := vg.Point{X: area.Min.X + (vg.Length(i)+0.5)*each, Y: area.Min.Y - 15}
		if sty.Rotation != 0 {
			at = at.Add(vg.Point{X: 4, Y: 9})
		}
		texts.Draw(c, fitName(name, sty, room), sty, at)
	}
}

func drawValue(c draw.Canvas, at vg.Point) {
	c.SetColor(seriesA.alpha(0.75))
	c.Fill(dot(at, 2.8))
}
