package plot

import (
	"fmt"
	"html"
	"image/color"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawDots draws round dots of one colour. In an SVG they are one path of points
// with round ends, which takes a tenth of the bytes of circles, with the given
// classes for a style sheet.
func drawDots(to draw.Canvas, pts []vg.Point, diameter vg.Length, colour color.Color, classes string) {
	if len(pts) == 0 {
		return
	}
	to.SetColor(colour)
	if svg, ok := unwrap(to).(*svgCanvas); ok {
		svg.dots(pts, diameter, classes)
		return
	}
	for _, p := range pts {
		to.Fill(dot(p, diameter/2))
	}
}

func (c *svgCanvas) dots(pts []vg.Point, diameter vg.Length, classes string) {
	var d strings.Builder
	for _, p := range pts {
		d.WriteString("M" + c.at(p) + "h0")
	}
	if classes != "" {
		classes = ` class="` + html.EscapeString(classes) + `"`
	}
	fmt.Fprintf(&c.out, `<path%s d="%s" fill="none" stroke-width="%s" stroke-linecap="round"%s/>`+"\n",
		classes, d.String(), num(float64(diameter)), c.paint("stroke"))
}
