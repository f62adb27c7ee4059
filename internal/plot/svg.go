package plot

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"math"
	"strconv"

	"golang.org/x/image/font"
	gfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// fontFamily names fonts with the metrics that the layout was computed with,
// then those that macOS, Windows and Linux have for Japanese. Latin letters stand first: a
// reader takes each character from the first font that has it.
const fontFamily = "'Liberation Sans',Arial,Helvetica,'Hiragino Sans','Yu Gothic',Meiryo,'Noto Sans CJK JP','Noto Sans JP',sans-serif"

func (f *Figure) svg(inline bool) []byte {
	c := &svgCanvas{height: f.Height, inline: inline, state: []svgState{{m: [6]float64{1, 0, 0, 1, 0, 0}}}}
	size := fmt.Sprintf(`width="%s" height="%s" `, num(f.Width*4/3), num(f.Height*4/3))
	if inline {
		size = ""
	}
	fmt.Fprintf(&c.out, `<svg xmlns="http://www.w3.org/2000/svg" %sviewBox="0 0 %s %s" role="img" aria-label="%s" font-family="%s">`+"\n",
		size, num(f.Width), num(f.Height), html.EscapeString(clean(f.label)), fontFamily)
	if !inline {
		fmt.Fprintf(&c.out, `<rect width="100%%" height="100%%" fill="%s"/>`+"\n", palette[surface].light)
	}
	f.paint(draw.NewCanvas(c, vg.Length(f.Width), vg.Length(f.Height)))
	c.out.WriteString("</svg>\n")
	return c.out.Bytes()
}

// svgCanvas is a vg.Canvas. gonum's own SVG canvas cannot be used: it writes
// fixed colours, and it places text by the metrics of a font that the reader
// may not have, where this one leaves centring to the reader.
type svgCanvas struct {
	out    bytes.Buffer
	height float64
	inline bool
	state  []svgState
}

type svgState struct {
	color  color.Color
	width  vg.Length
	dashes []vg.Length
	m      [6]float64 // x' = m0*x + m2*y + m4, y' = m1*x + m3*y + m5, y upwards
}

func (c *svgCanvas) top() *svgState { return &c.state[len(c.state)-1] }

func (c *svgCanvas) SetLineWidth(w vg.Length)               { c.top().width = w }
func (c *svgCanvas) SetLineDash(d []vg.Length, _ vg.Length) { c.top().dashes = d }
func (c *svgCanvas) SetColor(clr color.Color)               { c.top().color = clr }
func (c *svgCanvas) Push()                                  { c.state = append(c.state, *c.top()) }
func (c *svgCanvas) Pop()                                   { c.state = c.state[:len(c.state)-1] }

func (c *svgCanvas) Rotate(r float64) {
	sin, cos := math.Sincos(r)
	c.concat([6]float64{cos, sin, -sin, cos, 0, 0})
}

func (c *svgCanvas) Translate(p vg.Point) {
	c.concat([6]float64{1, 0, 0, 1, float64(p.X), float64(p.Y)})
}

func (c *svgCanvas) Scale(x, y float64) { c.concat([6]float64{x, 0, 0, y, 0, 0}) }

func (c *svgCanvas) concat(n [6]float64) {
	m := c.top().m
	c.top().m = [6]float64{
		m[0]*n[0] + m[2]*n[1], m[1]*n[0] + m[3]*n[1],
		m[0]*n[2] + m[2]*n[3], m[1]*n[2] + m[3]*n[3],
		m[0]*n[4] + m[2]*n[5] + m[4], m[1]*n[4] + m[3]*n[5] + m[5],
	}
}

// at gives p in the SVG's own coordinates, y downwards.
func (c *svgCanvas) at(p vg.Point) string {
	m, x, y := c.top().m, float64(p.X), float64(p.Y)
	return num(m[0]*x+m[2]*y+m[4]) + " " + num(c.height-(m[1]*x+m[3]*y+m[5]))
}

func (c *svgCanvas) Stroke(p vg.Path) {
	s := c.top()
	if s.width <= 0 {
		return
	}
	fmt.Fprintf(&c.out, `<path d="%s" fill="none" stroke-width="%s"`, c.data(p), num(float64(s.width)))
	for i, d := range s.dashes {
		lead := " "
		if i == 0 {
			lead = ` stroke-dasharray="`
		}
		c.out.WriteString(lead + num(float64(d)))
	}
	if len(s.dashes) > 0 {
		c.out.WriteString(`"`)
	}
	c.out.WriteString(c.paint("stroke") + "/>\n")
}

func (c *svgCanvas) Fill(p vg.Path) {
	fmt.Fprintf(&c.out, `<path d="%s"%s/>`+"\n", c.data(p), c.paint("fill"))
}

// paint is the attribute that gives fill or stroke the current colour. A
// variable is possible in a style only, not in an attribute of its own.
func (c *svgCanvas) paint(what string) string {
	var name, light string
	opacity := 1.0
	switch v := c.top().color.(type) {
	case role:
		name, light = palette[v].name, palette[v].light
	case shade:
		name, light, opacity = palette[v.role].name, palette[v.role].light, v.opacity
	case hue:
		name, light = fmt.Sprintf("h%d", v), hues[v].light
	default:
		panic(fmt.Sprintf("plot: colour %v has no role", v))
	}
	out := fmt.Sprintf(` %s="%s"`, what, light)
	if c.inline {
		out = fmt.Sprintf(` style="%s:var(--plot-%s)"`, what, name)
	}
	if opacity < 1 {
		out += fmt.Sprintf(` %s-opacity="%s"`, what, num(opacity))
	}
	return out
}

func (c *svgCanvas) data(p vg.Path) string {
	var b bytes.Buffer
	for _, comp := range p {
		switch comp.Type {
		case vg.MoveComp:
			b.WriteString("M" + c.at(comp.Pos))
		case vg.LineComp:
			b.WriteString("L" + c.at(comp.Pos))
		case vg.CurveComp:
			b.WriteString([]string{"", "Q", "C"}[len(comp.Control)])
			for _, q := range comp.Control {
				b.WriteString(c.at(q) + " ")
			}
			b.WriteString(c.at(comp.Pos))
		case vg.CloseComp:
			b.WriteString("Z")
		default:
			panic("plot: no figure draws arcs")
		}
	}
	return b.String()
}

// FillString draws text from its left end. Figures use the text handler's
// anchored form instead.
func (c *svgCanvas) FillString(f gfont.Face, pt vg.Point, s string) { c.text(f.Font, pt, s, 0) }

// text draws s so that pt is at the share anchor of its width: 0, 0.5 or 1.
func (c *svgCanvas) text(f gfont.Font, pt vg.Point, s string, anchor float64) {
	m := c.top().m
	pos := c.at(pt)
	x, y := pos, ""
	for i := range pos {
		if pos[i] == ' ' {
			x, y = pos[:i], pos[i+1:]
		}
	}
	fmt.Fprintf(&c.out, `<text x="%s" y="%s" font-size="%s"`, x, y, num(float64(f.Size)))
	if f.Weight == font.WeightBold {
		c.out.WriteString(` font-weight="bold"`)
	}
	switch {
	case anchor > 0.75:
		c.out.WriteString(` text-anchor="end"`)
	case anchor > 0.25:
		c.out.WriteString(` text-anchor="middle"`)
	}
	if turn := -math.Atan2(m[1], m[0]) * 180 / math.Pi; math.Abs(turn) > 1e-6 {
		fmt.Fprintf(&c.out, ` transform="rotate(%s %s %s)"`, num(turn), x, y)
	}
	c.out.WriteString(c.paint("fill") + ">" + html.EscapeString(s) + "</text>\n")
}

func (c *svgCanvas) DrawImage(vg.Rectangle, image.Image) { panic("plot: no figure draws pictures") }

// num writes v with two decimals, fine enough for a figure of some hundred
// points, and without a tail of zeros.
func num(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100+0, 'f', -1, 64)
}
