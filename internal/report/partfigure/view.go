package partfigure

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// Part are the templates "part picture" and "part heat", of a View, "part card", of a Card, and
// "heat scale", of a Legend; a page puts them before its own text, and Style among its styles.
//
//go:embed partfigure.tmpl
var Part string

// Style is the style of Part.
//
//go:embed partfigure.css
var Style string

// View is a part as a page shows it. Without pictures it has no data URIs.
type View struct {
	Alt           string
	Picture, Heat template.URL
	W, H          int
	Boxes         []Box
}

// Box is a place that is far from good: a number and a rectangle, in percent of the picture.
type Box struct {
	Number                   int
	Left, Top, Width, Height float64
	Share                    float64 // of the picture's places that belong to it
	Score                    float64
	NG                       bool // that far alone would be NG
}

// Middle is where it is, as text.
func (b Box) Middle() string {
	return kit.Brief((b.Left+b.Width/2)/100) + ", " + kit.Brief((b.Top+b.Height/2)/100)
}

// Size is its width and height, as text.
func (b Box) Size() string { return kit.Ratio(b.Width/100) + " × " + kit.Ratio(b.Height/100) }

// Area is its share of the picture, as text.
func (b Box) Area() string { return kit.FinePercent(eval.Interval{Value: b.Share}).Value }

// mostBoxes is how many places a picture shows, the worst first.
const mostBoxes = 6

// View is a judged part as a page shows it.
func (s Scale) View(p Judged) View {
	v := View{Alt: p.File}
	if p.Picture == nil || p.Error != "" {
		return v
	}
	v.Picture, v.W, v.H = photo(*p.Picture), p.Picture.W, p.Picture.H
	v.Heat = s.heat(p.Result, v.H, v.W)
	v.Boxes = s.boxes(p.Regions)
	return v
}

func (s Scale) boxes(list []inspect.Region) []Box {
	var out []Box
	for i, r := range list[:min(mostBoxes, len(list))] {
		out = append(out, Box{i + 1, 100 * r.X, 100 * r.Y, 100 * r.Width, 100 * r.Height, r.Area, r.Score, s.Verdict(r.Score) == risk.NG})
	}
	return out
}

// Card is a part among others on a page.
type Card struct {
	Judged
	View
	Tag  string // the class of its verdict in Style
	Kind string // what it is, where that is known
	// Wrong says that the verdict is, and how; "" where it is right, or nobody knows.
	Wrong string
	// Why says why it was not judged by its score, or could not be read; zero where it was.
	Why lang.Message
}

// Card is a judged part among others.
func (s Scale) Card(p Judged) Card {
	c := Card{Judged: p, View: s.View(p), Tag: Tag(p.Verdict)}
	switch {
	case p.Error != "":
		c.Why = lang.Saved(p.Error)
	case p.Reason != "":
		c.Why = lang.T("held back by the guard: %s", p.Reason.Message())
	}
	return c
}

// Tag is the class of a verdict in Style.
func Tag(v risk.Verdict) string { return strings.ToLower(v.String()) }

// Legend is the scale as a page shows it.
type Legend struct {
	Cells []LegendCell
	Ticks []LegendTick
}

// LegendCell is a colour of it.
type LegendCell struct {
	Left    int
	Colour  string
	Opacity float64
}

// LegendTick is a mark at a place in percent of its length.
type LegendTick struct {
	Left float64
	Text lang.Message
}

// legendCells is how many steps of colour are drawn.
const legendCells = 60

// Legend is the scale, to be read beside the heat maps.
func (s Scale) Legend() Legend {
	var l Legend
	for i := range legendCells {
		c := shade(most * (float64(i) + 0.5) / legendCells)
		l.Cells = append(l.Cells, LegendCell{i, fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B), float64(c.A) / 255})
	}
	if s.Low < s.High {
		l.Ticks = append(l.Ticks, LegendTick{100.0 * review / most, lang.T("REVIEW from %s", kit.Number(s.Low))})
	}
	l.Ticks = append(l.Ticks, LegendTick{100.0 * ng / most, lang.T("NG from %s", kit.Number(s.High))})
	return l
}
