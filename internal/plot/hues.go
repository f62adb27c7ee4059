package plot

import (
	"fmt"
	"image/color"
	"strings"
)

// hue is the colour of a class, where roles are too few: classes beyond the tenth
// begin again. Lightness differs as well as tint, so that they stay apart for the common kinds of
// colour blindness; TestHuesStayApart measures it.
type hue uint8

// hues are the colours on a light and on a dark ground. The first three are the
// series colours of the theme.
var hues = [...]struct{ light, dark string }{
	{"#0072b2", "#56b4e9"},
	{"#d55e00", "#ff9a4d"},
	{"#009e73", "#3fcf9f"},
	{"#9b7bea", "#9b7bea"},
	{"#3fcf9f", "#86efac"},
	{"#332288", "#4477aa"},
	{"#652e0b", "#a96b59"},
	{"#aa3377", "#44aa99"},
	{"#66ccee", "#92dadd"},
	{"#c7b42c", "#f2d13c"},
}

// Hues is the number of colours for classes; class k has colour k modulo Hues.
const Hues = len(hues)

func hueOf(class int32) hue { return hue(int(class) % Hues) }

// RGBA gives the colour of the light theme: PNGs have no other.
func (h hue) RGBA() (uint32, uint32, uint32, uint32) { return parseColour(hues[h].light).RGBA() }

func parseColour(hex string) color.NRGBA {
	c := color.NRGBA{A: 255}
	if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		panic("plot: colour " + hex)
	}
	return c
}

// HueCSS is the style sheet that a page with an inline [Cloud] needs beside [CSS]:
// it defines --plot-h0 to --plot-h9.
func HueCSS() string {
	var light, dark strings.Builder
	for k, h := range hues {
		fmt.Fprintf(&light, "--plot-h%d:%s;", k, h.light)
		fmt.Fprintf(&dark, "--plot-h%d:%s;", k, h.dark)
	}
	return ":root{" + light.String() + "}\n" +
		"@media screen and (prefers-color-scheme:dark){:root{" + dark.String() + "}}\n"
}
