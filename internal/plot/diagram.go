package plot

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Diagram is the picture of a network with several inputs that share their
// weights and one loss, as Keras' plot_model draws it.
type Diagram struct {
	Label string
	// Inputs stand at the top, side by side; at most five.
	Inputs []Box
	// Network is the title of the box that all inputs go through.
	Network string
	// Layers stand in that box from top to bottom.
	Layers []Layer
	// Outputs names what comes out for each input: as many as Inputs.
	Outputs []string
	// Loss is the box at the bottom: a title and the lines of its formula.
	Loss Box
}

// Box is a title over lines of text.
type Box struct {
	Title string
	Lines []string
}

// Layer is one row of the network: its name and kind, the shapes on its two
// sides and its parameters, as text.
type Layer struct {
	Name, Kind, In, Out, Params string
}

const (
	boxWidth   = 440
	lineHeight = 14
	layerRow   = 36
	arrowRoom  = 26
)

// Figure draws the diagram. It panics if there are no inputs, more than five,
// or not one output for each.
func (d Diagram) Figure() (*Figure, error) {
	if len(d.Inputs) == 0 || len(d.Inputs) > 5 || len(d.Outputs) != len(d.Inputs) {
		panic("plot: a diagram has one to five inputs, each with an output")
	}
	in := 0
	for _, b := range d.Inputs {
		in = max(in, len(b.Lines))
	}
	inHeight := vg.Length(in+1)*lineHeight + 10
	netHeight := vg.Length(len(d.Layers))*layerRow + 26
	lossHeight := vg.Length(len(d.Loss.Lines)+1)*lineHeight + 12
	const outHeight = 20
	f := &Figure{Width: boxWidth + 16, label: d.Label}
	f.Height = float64(inHeight + netHeight + outHeight + lossHeight + 3*arrowRoom + 12)
	f.paint = func(c draw.Canvas) {
		left, right := vg.Length(8), vg.Length(8+boxWidth)
		y := c.Max.Y - 6
		columns := vg.Length(len(d.Inputs))
		width := (vg.Length(boxWidth) - (columns-1)*14) / columns
		for i, b := range d.Inputs {
			x := left + vg.Length(i)*(width+14)
			drawBox(c, b, seriesC, x, y-inHeight, x+width, y)
			arrow(c, x+width/2, y-inHeight, y-inHeight-arrowRoom)
		}
		y -= inHeight + arrowRoom
		drawNetwork(c, d, left, y-netHeight, right, y)
		y -= netHeight
		for i, out := range d.Outputs {
			mid := left + vg.Length(i)*(width+14) + width/2
			arrow(c, mid, y, y-arrowRoom)
			write(c, fit(out, style(tickSize, ink, 0, 0), width), tickSize, ink, draw.XCenter, mid, y-arrowRoom-outHeight+7)
			arrow(c, mid, y-arrowRoom-outHeight, y-2*arrowRoom-outHeight)
		}
		y -= 2*arrowRoom + outHeight
		drawBox(c, d.Loss, seriesB, left, y-lossHeight, right, y)
	}
	return f, nil
}

// drawBox draws a tinted box with its title and lines in the middle.
func drawBox(c draw.Canvas, b Box, r role, x0, y0, x1, y1 vg.Length) {
	frame(c, r, 0.12, x0, y0, x1, y1)
	mid, y := (x0+x1)/2, y1-lineHeight-1
	title := bold(style(labelSize, ink, draw.XCenter, draw.YBottom))
	texts.Draw(c, fit(b.Title, title, x1-x0-12), title, vg.Point{X: mid, Y: y})
	for _, l := range b.Lines {
		y -= lineHeight
		write(c, fit(l, style(tickSize, ink, 0, 0), x1-x0-12), tickSize, ink, draw.XCenter, mid, y)
	}
}

// drawNetwork draws the shared box with one row for each layer: name and kind
// at the left, shapes and parameters at the right.
func drawNetwork(c draw.Canvas, d Diagram, x0, y0, x1, y1 vg.Length) {
	frame(c, seriesA, 0.06, x0, y0, x1, y1)
	title := bold(style(labelSize, ink, draw.XCenter, draw.YBottom))
	texts.Draw(c, fit(d.Network, title, x1-x0-12), title, vg.Point{X: (x0 + x1) / 2, Y: y1 - 17})
	y := y1 - 24
	for _, l := range d.Layers {
		frame(c, seriesA, 0.12, x0+8, y-layerRow+5, x1-8, y)
		left := bold(style(labelSize, ink, draw.XLeft, draw.YBottom))
		texts.Draw(c, fit(l.Name, left, 180), left, vg.Point{X: x0 + 18, Y: y - 14})
		small := style(tickSize, muted, 0, 0)
		write(c, fit(l.Kind, small, x1-x0-48-small.Width(l.Params)), tickSize, muted, draw.XLeft, x0+18, y-26)
		write(c, l.In+" → "+l.Out, tickSize, ink, draw.XRight, x1-18, y-13)
		write(c, l.Params, tickSize, muted, draw.XRight, x1-18, y-26)
		y -= layerRow
	}
}

func frame(c draw.Canvas, r role, tint float64, x0, y0, x1, y1 vg.Length) {
	box := rectangle(x0, y0, x1, y1)
	c.SetColor(r.alpha(tint))
	c.Fill(box)
	c.SetLineStyle(draw.LineStyle{Color: r, Width: 1})
	c.Stroke(box)
}

// arrow points down from y0 to y1.
func arrow(c draw.Canvas, x, y0, y1 vg.Length) {
	c.StrokeLine2(draw.LineStyle{Color: muted, Width: 1.2}, x, y0, x, y1+5)
	c.FillPolygon(muted, []vg.Point{{X: x - 3.5, Y: y1 + 7}, {X: x + 3.5, Y: y1 + 7}, {X: x, Y: y1 + 1}})
}
