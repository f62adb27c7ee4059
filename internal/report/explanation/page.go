package explanation

import (
	_ "embed"
	"io"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = kit.ParsePage("explanation", partfigure.Part+pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*Page
	Head  kit.Head
	Scale partfigure.Legend
	Views []pictureView
}

// pictureView is a picture as it is shown.
type pictureView struct {
	Picture
	partfigure.View
	Tag    string
	Lead   lang.Message
	Places []placeView
	Guard  []guardRow
}

// placeView is a place with what is like it.
type placeView struct {
	inspect.Place
	Number    int
	Decided   lang.Message
	Own       crop
	Good, Bad []crop
	Shares    []shareView
}

// shareView is a contribution, in percent.
type shareView struct {
	Name    lang.Message
	Text    string
	Percent float64
}

// guardRow is a figure of the guard with its limits.
type guardRow struct {
	Name, Hint, Value, Least, Most string
	Beyond                         bool
}

// writeHTML writes the page. The same Page gives the same bytes.
func (p *Page) writeHTML(w io.Writer) error {
	scale := partfigure.Scale{Thresholds: p.Thresholds}
	v := &pageView{Page: p, Head: kit.NewHead(p.Lang.Text("explanation"), p.Inspector, p.Version, p.Machine, p.Time, partfigure.Style, pageStyle), Scale: scale.Legend()}
	for _, x := range p.Pictures {
		one := pictureView{Picture: x, Lead: x.Words(p.Thresholds), Tag: partfigure.Tag(x.Verdict)}
		if x.Error == "" {
			one.View = scale.View(partfigure.Judged{File: x.File, Result: x.Result, Picture: x.Shown})
			one.Guard = p.guardRows(x.Figures)
			for i, place := range x.Places {
				one.Places = append(one.Places, p.place(x, i, place))
			}
		}
		v.Views = append(v.Views, one)
	}
	return kit.RenderPage(w, pageTemplate, v, p.Lang)
}

// place is a place as it is shown.
func (p *Page) place(x Picture, i int, place inspect.Place) placeView {
	v := placeView{Place: place, Decided: Decided(place)}
	if i < len(x.Regions) {
		v.Number = i + 1
	}
	// A vector is the mean of 3x3 places.
	wide, high := 3/float64(x.Wide), 3/float64(x.High)
	v.Own = cut(x.Prepared, place.X, place.Y, wide, high)
	v.Own.Alt = p.Lang.Text("the place in %s", x.File)
	crops := func(list []inspect.Neighbour, bad bool) (out []crop) {
		for _, n := range list {
			var c crop
			if p.Known != nil {
				c = cut(p.Known(bad, n.Picture), n.X, n.Y, wide, high)
			}
			c.Name, c.Distance, c.Alt = n.Name, kit.Number(n.Distance), p.Lang.Text("a place in %s", n.Name)
			out = append(out, c)
		}
		return out
	}
	v.Good, v.Bad = crops(place.Good, false), crops(place.Bad, true)
	for _, c := range contributions(place) {
		v.Shares = append(v.Shares, shareView{c.name, kit.Ratio(c.share), 100 * c.share})
	}
	return v
}

// guardRows are what the guard looked at.
func (p *Page) guardRows(f inspect.Figures) []guardRow {
	l, g := p.Lang, p.Guard
	row := func(name, hint string, v, least, most float64) guardRow {
		r := guardRow{Name: name, Hint: hint, Value: kit.Number(v), Least: kit.None, Most: kit.None}
		if least > 0 {
			r.Least = kit.Number(least)
		}
		if most > 0 {
			r.Most = kit.Number(most)
		}
		r.Beyond = v < least || most > 0 && v > most
		return r
	}
	rows := []guardRow{
		row(l.Text("light"), l.Text("mean value, 0 to 255"), f.Light, g.Least.Light, g.Most.Light),
		row(l.Text("contrast"), l.Text("standard deviation of the values"), f.Contrast, g.Least.Contrast, g.Most.Contrast),
		row(l.Text("detail"), l.Text("mean difference of neighbours, in units of the contrast"), f.Detail, g.Least.Detail, g.Most.Detail),
		row(l.Text("strangeness"), l.Text("how far a usual place is from good; 1 on a usual good picture"), f.Typical, g.Least.Typical, g.Most.Typical),
	}
	if g.Most.Colour > 0 { // older inspectors have no such limits
		rows = append(rows, row(l.Text("colour"), l.Text("mean difference of the strongest and the weakest channel, 0 to 255"), f.Colour, g.Least.Colour, g.Most.Colour))
	}
	if g.Most.Odd > 0 {
		rows = append(rows, row(l.Text("oddness"), l.Text("of the picture as a whole, small and grey: 0 is a good picture, 1 nothing like it, 2 its negative"), f.Odd, g.Least.Odd, g.Most.Odd))
	}
	if f.Aspect > 0 && g.Most.Aspect > 0 {
		rows = append(rows,
			row(l.Text("height"), l.Text("of the file, in pixels"), f.Height, g.Least.Height, g.Most.Height),
			row(l.Text("width"), l.Text("of the file, in pixels"), f.Width, g.Least.Width, g.Most.Width),
			row(l.Text("width over height"), "", f.Aspect, g.Least.Aspect, g.Most.Aspect))
	}
	return rows
}
