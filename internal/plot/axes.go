package plot

import (
	"math"
	"strconv"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// painter is a layer of a plot. It draws in data coordinates with p.Transforms.
type painter func(c draw.Canvas, p *gplot.Plot)

func (f painter) Plot(c draw.Canvas, p *gplot.Plot) { f(c, p) }

// axis is the range and the label of one axis.
type axis struct {
	label    string
	min, max float64
	whole    bool // ticks at whole numbers only
}

// newPlot is a plot with a grid, in the house style.
func newPlot(x, y axis) *gplot.Plot {
	p := gplot.New()
	p.BackgroundColor = nil
	for _, d := range []struct {
		to   *gplot.Axis
		from axis
	}{{&p.X, x}, {&p.Y, y}} {
		a := d.to
		a.Min, a.Max = widen(d.from.min, d.from.max)
		a.Label.Text = d.from.label
		a.Label.Padding = 3
		tick := a.Tick.Label
		a.Label.TextStyle = style(labelSize, ink, draw.XCenter, draw.YBottom)
		a.Tick.Label = style(tickSize, muted, tick.XAlign, tick.YAlign)
		a.LineStyle = draw.LineStyle{Color: muted, Width: 0.75}
		a.Tick.LineStyle = a.LineStyle
		a.Tick.Length = 4
		a.Padding = 0
		a.Tick.Marker = ticks(d.from.whole)
	}
	p.Add(painter(grid))
	return p
}

// widen gives a range that can be divided: one value becomes a range around it.
func widen(lo, hi float64) (float64, float64) {
	if hi-lo > 1e-9*math.Max(math.Abs(lo), math.Abs(hi)) {
		return lo, hi
	}
	d := math.Max(math.Abs(lo)*0.1, 0.5)
	return lo - d, hi + d
}

// ticks puts up to five ticks at multiples of 1, 2 or 5 times a power of ten;
// whole numbers are shorter, so up to eight of them.
func ticks(whole bool) gplot.TickerFunc {
	most := 5.0
	if whole {
		most = 8
	}
	return func(lo, hi float64) []gplot.Tick {
		step, digits := niceStep((hi-lo)/most, whole)
		var out []gplot.Tick
		for k := math.Ceil(lo/step - 1e-9); k*step <= hi+step*1e-9 && len(out) < 20; k++ {
			v := k * step
			label := strconv.FormatFloat(v+0, 'f', digits, 64)
			if hi-lo >= 1e6 || digits > 5 {
				// As many digits as tell one tick from the next.
				prec := 1
				if v != 0 {
					prec = max(1, int(math.Log10(math.Abs(v)/step)+1e-9)+2)
				}
				label = strconv.FormatFloat(v+0, 'g', prec, 64)
			}
			out = append(out, gplot.Tick{Value: v, Label: minus(label)})
		}
		return out
	}
}

// niceStep rounds a wanted step to about 1, 2 or 5 times a power of ten, and says
// how many decimals its multiples need.
func niceStep(want float64, whole bool) (step float64, digits int) {
	exp := math.Floor(math.Log10(want))
	for _, m := range []float64{1, 2, 5, 10} {
		if step = m * math.Pow(10, exp); step >= want*0.9 {
			break
		}
	}
	if whole && step < 1 {
		return 1, 0
	}
	if digits = -int(math.Floor(math.Log10(step) + 1e-9)); digits < 0 {
		digits = 0
	}
	return step, digits
}

func grid(c draw.Canvas, p *gplot.Plot) {
	x, y := p.Transforms(&c)
	sty := draw.LineStyle{Color: rule, Width: 0.6}
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		c.StrokeLine2(sty, x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
	}
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		c.StrokeLine2(sty, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
	}
}

// key is one entry of the legend: a name and a sample of up to 16 x 8 points.
type key struct {
	name   string
	sample func(c draw.Canvas, box vg.Rectangle)
}

const keyRow, keyWidth = 16, 18

// withLegend draws the legend in rows above the plot, where no data can be,
// and the plot below it.
func withLegend(p *gplot.Plot, keys []key) func(draw.Canvas) {
	return func(c draw.Canvas) { p.Draw(drawLegend(c, keys)) }
}

// drawLegend draws the legend and gives what it leaves of the figure.
func drawLegend(c draw.Canvas, keys []key) draw.Canvas {
	c = draw.Crop(c, 4, -8, 4, -4)
	names, at, height := placeLegend(keys, c.Max.X-c.Min.X)
	for i, k := range keys {
		x, y := c.Min.X+at[i].X, c.Max.Y+at[i].Y
		k.sample(c, vg.Rectangle{Min: vg.Point{X: x, Y: y + 3}, Max: vg.Point{X: x + keyWidth - 2, Y: y + 11}})
		write(c, names[i], labelSize, ink, draw.XLeft, x+keyWidth+3, y+3)
	}
	c.Max.Y -= height
	return c
}

// placeLegend breaks the entries into rows: at is where each stands, from the
// upper left corner.
func placeLegend(keys []key, width vg.Length) (names []string, at []vg.Point, height vg.Length) {
	sty := style(labelSize, ink, draw.XLeft, draw.YBottom)
	var x, y vg.Length = 0, -keyRow
	for _, k := range keys {
		name := fit(k.name, sty, width-keyWidth-4)
		w := keyWidth + 4 + sty.Width(name)
		if x > 0 && x+w > width {
			x, y = 0, y-keyRow
		}
		names, at = append(names, name), append(at, vg.Point{X: x, Y: y})
		x += w + 14
	}
	if len(keys) == 0 {
		return nil, nil, 0
	}
	return names, at, 6 - y
}

// lineSample shows a line in the legend.
func lineSample(sty draw.LineStyle) func(draw.Canvas, vg.Rectangle) {
	return func(c draw.Canvas, b vg.Rectangle) {
		mid := (b.Min.Y + b.Max.Y) / 2
		c.StrokeLine2(sty, b.Min.X, mid, b.Max.X, mid)
	}
}

// polygon is a closed path.
func polygon(pts ...vg.Point) vg.Path {
	var p vg.Path
	for i, pt := range pts {
		if i == 0 {
			p.Move(pt)
		} else {
			p.Line(pt)
		}
	}
	p.Close()
	return p
}

func rectangle(x0, y0, x1, y1 vg.Length) vg.Path {
	return polygon(vg.Point{X: x0, Y: y0}, vg.Point{X: x1, Y: y0}, vg.Point{X: x1, Y: y1}, vg.Point{X: x0, Y: y1})
}
