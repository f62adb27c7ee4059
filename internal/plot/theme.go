package plot

import (
	"fmt"
	"image/color"
	"strings"
)

// role is what a colour is for. A figure names roles only; the theme says
// which colour a role has.
type role uint8

const (
	ink     role = iota // text and outlines
	muted               // axes and tick labels
	rule                // grid lines
	surface             // what the figure stands on
	seriesA
	seriesB
	seriesC
	seriesD
	roles
)

// palette holds the two themes. The series colours are those of Okabe and Ito
// (2008), which stay apart for the common kinds of colour blindness; the dark
// ones are their lighter neighbours.
var palette = [roles]struct{ name, light, dark string }{
	ink:     {"ink", "#1c2430", "#e6e9ee"},
	muted:   {"muted", "#5a6472", "#a3adba"},
	rule:    {"rule", "#dfe3e8", "#333b46"},
	surface: {"surface", "#ffffff", "#171b21"},
	seriesA: {"a", "#0072b2", "#56b4e9"},
	seriesB: {"b", "#d55e00", "#ff9a4d"},
	seriesC: {"c", "#009e73", "#3fcf9f"},
	seriesD: {"d", "#a3497f", "#e39ac4"},
}

// seriesRole is the colour of the i-th series; it repeats after four.
func seriesRole(i int) role { return seriesA + role(i%int(roles-seriesA)) }

// RGBA gives the colour of the light theme: PNGs have no other.
func (r role) RGBA() (uint32, uint32, uint32, uint32) { return r.alpha(1).RGBA() }

// alpha is the role with an opacity of 0 to 1.
func (r role) alpha(a float64) shade { return shade{r, a} }

// shade is a role that lets something shine through.
type shade struct {
	role    role
	opacity float64
}

// RGBA gives the colour of the light theme, premultiplied.
func (s shade) RGBA() (uint32, uint32, uint32, uint32) {
	c := lights[s.role]
	c.A = uint8(s.opacity*255 + 0.5)
	return c.RGBA()
}

// lights are the light theme's colours in numbers. A PNG asks for the colour of
// text at every pixel of it: reading the names each time took half the painting.
var lights = func() (out [roles]color.NRGBA) {
	for r, p := range palette {
		out[r] = parseColour(p.light)
	}
	return out
}()

// CSS is the style sheet that a page with inline figures needs: it defines
// their colours, --plot-ink, --plot-muted, --plot-rule, --plot-surface and
// --plot-a to --plot-d, for light and dark screens and for paper.
func CSS() string {
	var light, dark strings.Builder
	for _, p := range palette {
		fmt.Fprintf(&light, "--plot-%s:%s;", p.name, p.light)
		fmt.Fprintf(&dark, "--plot-%s:%s;", p.name, p.dark)
	}
	return ":root{" + light.String() + "}\n" +
		"@media screen and (prefers-color-scheme:dark){:root{" + dark.String() + "}}\n"
}
