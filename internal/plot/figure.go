package plot

import (
	"bytes"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"mekiki/internal/lang"
)

// ErrNoData is returned where a figure has not one finite number to show.
var ErrNoData = lang.Errorf("plot: no finite value to show")

// Figure is a finished figure, ready to be written in any form. The same
// figure always gives the same bytes.
type Figure struct {
	// Width and Height are the size in points; a page may scale the SVG forms.
	Width, Height float64
	label         string
	paint         func(draw.Canvas)
}

// SVG is a document of its own: light theme, white ground, with the size in
// pixels of a screen.
func (f *Figure) SVG() []byte { return f.svg(false) }

// Inline is an <svg> element for an HTML page that carries [CSS]. It has no
// ground, fills the width that it is given and follows the page's theme.
func (f *Figure) Inline() []byte { return f.svg(true) }

// PNG draws the light theme on white at dpi dots an inch (a point is 1/72
// inch). The built-in fonts hold Latin, Greek, Cyrillic, kana and the kanji of JIS level 1,
// the everyday ones; another character is drawn as ?, and in SVG by a font of the reader's.
// It panics if dpi < 1.
func (f *Figure) PNG(dpi int) ([]byte, error) {
	if dpi < 1 {
		panic("plot: dpi < 1")
	}
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(
		vgimg.UseWH(vg.Length(f.Width), vg.Length(f.Height)),
		vgimg.UseDPI(dpi),
		vgimg.UseBackgroundColor(color.White),
	)}
	f.paint(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, lang.Errorf("plot: PNG: %w", err)
	}
	return b.Bytes(), nil
}

// finite says whether v can be drawn. Values near the end of the float range
// are left out too: their differences overflow.
func finite(v float64) bool { return math.Abs(v) < 1e150 }
