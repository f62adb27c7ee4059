package plot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	gplot "gonum.org/v1/plot"
	gfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	labelSize = 12
	tickSize  = 11
)

// handler measures and draws text. It differs from gonum's in two points: it
// takes Japanese characters, which are as wide as they are high, from a font of
// their own, and on an SVG it anchors text instead of placing its left end.
type handler struct{ text.Plain }

// texts shares the font cache that gonum/plot fills when it starts.
var texts = handler{text.Plain{Fonts: gplot.DefaultTextHandler.Cache()}}

// style is the text style that all figures use.
func style(size float64, r role, x draw.XAlignment, y draw.YAlignment) text.Style {
	return text.Style{
		Color: r, Handler: texts, XAlign: x, YAlign: y,
		Font: gfont.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Length(size)},
	}
}

func bold(s text.Style) text.Style {
	s.Font.Weight = font.WeightBold
	return s
}

// Box is the size of one line.
func (h handler) Box(s string, f gfont.Font) (width, height, depth vg.Length) {
	_, height, depth = h.Plain.Box("", f)
	return h.width(s, f), height, depth
}

func (h handler) width(s string, f gfont.Font) vg.Length {
	face := h.Fonts.Lookup(f, f.Size)
	var w vg.Length
	latin := strings.Map(func(r rune) rune {
		// The signs that figures use themselves (arrows, minus) are in the font.
		if r >= 0x1100 && !holds(face.Face, r) {
			w += f.Size
			return -1
		}
		return r
	}, clean(s))
	return w + face.Width(latin)
}

// Draw draws one line of text; figures draw several lines one by one.
func (h handler) Draw(c vg.Canvas, s string, sty text.Style, pt vg.Point) {
	s = clean(s)
	if s == "" {
		return
	}
	ext := h.Extents(sty.Font)
	c.SetColor(sty.Color)
	c.Push()
	c.Translate(pt)
	c.Rotate(sty.Rotation)
	// The same height as text.Plain gives one line: gonum's axes count on it.
	y := (ext.Ascent+ext.Descent)*vg.Length(sty.YAlign) - ext.Ascent + sty.Font.Size
	if svg, ok := unwrap(c).(*svgCanvas); ok {
		svg.text(sty.Font, vg.Point{Y: y}, s, -float64(sty.XAlign))
	} else {
		fill(c, h.Fonts.Lookup(sty.Font, sty.Font.Size), vg.Point{X: vg.Length(sty.XAlign) * h.width(s, sty.Font), Y: y}, s)
	}
	c.Pop()
}

// unwrap finds the canvas under the areas that draw.Crop laid around it.
func unwrap(c vg.Canvas) vg.Canvas {
	for {
		switch d := c.(type) {
		case draw.Canvas:
			c = d.Canvas
		case *draw.Canvas:
			c = d.Canvas
		default:
			return c
		}
	}
}

// clean takes out what XML cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// fit shortens s with an ellipsis until it is at most width points wide.
func fit(s string, sty text.Style, width vg.Length) string {
	if sty.Width(s) <= width {
		return s
	}
	r := []rune(s)
	for n := len(r) - 1; n > 0; n-- {
		if t := strings.TrimSpace(string(r[:n])) + "…"; sty.Width(t) <= width {
			return t
		}
	}
	return "…"
}

// fitName shortens a name in its middle: names of one folder or one product often
// begin alike, and differ where an ellipsis at the end would stand.
func fitName(s string, sty text.Style, width vg.Length) string {
	if sty.Width(s) <= width {
		return s
	}
	r := []rune(s)
	head, tail := r[:len(r)/2], r[len(r)/2:]
	for len(head) > 0 && len(tail) > 0 {
		if sty.Width(string(head)) > sty.Width(string(tail)) {
			head = head[:len(head)-1]
		} else {
			tail = tail[1:]
		}
		t := strings.TrimSpace(string(head)) + "…" + strings.TrimSpace(string(tail))
		if sty.Width(t) <= width {
			return t
		}
	}
	return "…"
}

// minus writes a number's sign as readers expect it in print.
func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// write puts s with its baseline at y, and x at the left end, the middle or
// the right end.
func write(c draw.Canvas, s string, size float64, r role, x draw.XAlignment, px, y vg.Length) {
	sty := style(size, r, x, draw.YBottom)
	drop := sty.Font.Size - sty.FontExtents().Ascent
	texts.Draw(c, s, sty, vg.Point{X: px, Y: y - drop})
}
