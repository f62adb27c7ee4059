package datacheck

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = kit.ParsePage("data check", pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*Page
	Head    kit.Head
	Lead    string
	Cards   []card
	Lists   []pairList
	Groups  []groupView
	Figure  kit.Figure
	Figures kit.Table
	// ByOwn says which distance the figures call the loss's own.
	ByOwn string
}

type card struct{ Title, Value, Hint string }

// pairList is one list of pairs with their pictures.
type pairList struct {
	ID, Title, Intro string
	Kept             int // pairs of this kind in the file
	More             bool
	Pairs            []pairView
}

type pairView struct {
	Distance, Note string
	Odd            bool // the labels differ
	Pictures       []pictureView
}

type pictureView struct {
	URI         template.URL
	W, H        int
	Part, Class string
	Index       int
	File        string
}

type groupView struct {
	Title    string
	More     int // pictures that are not shown
	Pictures []pictureView
}

// writeHTML writes the page. The same Page gives the same bytes.
func (d *Page) writeHTML(w io.Writer) error {
	p := &pageView{Page: d, Head: kit.NewHead("data check", d.Data, d.Version, d.Machine, d.Time, pageStyle), Lead: d.verdict(), Cards: d.cards(), Figure: d.nearestFigure()}
	var err error
	if p.Lists, err = d.pairLists(); err != nil {
		return err
	}
	for i, g := range d.Found.Largest {
		if g.Pictures > 2 {
			v, err := d.groupView(i+1, g)
			if err != nil {
				return err
			}
			p.Groups = append(p.Groups, v)
		}
	}
	p.Figures = d.accuracyTable()
	for _, l := range d.Accuracy {
		if l.Distance == eval.Own {
			p.ByOwn = d.Own
		}
	}
	return kit.RenderPage(w, pageTemplate, p, lang.English)
}

// pairs sums up the counts of all parts.
func (d *Page) pairs() (exact, near duplicates.Count) {
	for _, b := range d.Found.Between {
		exact.Pairs += b.Exact.Pairs
		exact.OtherLabel += b.Exact.OtherLabel
		near.Pairs += b.Near.Pairs
		near.OtherLabel += b.Near.OtherLabel
	}
	return exact, near
}

// verdict is the finding in a few sentences.
func (d *Page) verdict() string {
	var s []string
	var earlier []string
	what := "a duplicate"
	if d.Found.Near == 0 {
		what = "an exact copy"
	}
	for i, p := range d.Found.Parts {
		in := strings.Join(earlier, " or ")
		earlier = append(earlier, p.Name)
		switch {
		case i == 0:
		case p.Leaked == 0:
			s = append(s, fmt.Sprintf("None of the %s of %s has %s in %s.", kit.Plural(p.Pictures, "1 picture", "%s pictures").String(), p.Name, what, in))
		case d.Found.Near == 0:
			verb := map[bool]string{true: "has", false: "have"}[p.Leaked == 1]
			s = append(s, fmt.Sprintf("%s of the %s of %s (%s) %s an exact copy in %s.",
				kit.Count(p.Leaked), kit.Plural(p.Pictures, "1 picture", "%s pictures").String(), p.Name, fineShare(p.Leaked, p.Pictures), verb, in))
		default:
			verb := map[bool]string{true: "has", false: "have"}[p.Leaked == 1]
			s = append(s, fmt.Sprintf("%s of the %s of %s (%s) %s a duplicate in %s, %s of them an exact copy.",
				kit.Count(p.Leaked), kit.Plural(p.Pictures, "1 picture", "%s pictures").String(), p.Name, fineShare(p.Leaked, p.Pictures), verb, in, kit.Count(p.LeakedExact)))
		}
	}
	exact, near := d.pairs()
	differ := "none"
	if n := exact.OtherLabel + near.OtherLabel; n > 0 {
		differ = kit.Count(n)
	}
	if d.Found.Near == 0 {
		s = append(s, fmt.Sprintf("In all there are %s of exact copies; in %s of them the labels differ. Near-duplicates were not looked for.", kit.Plural(exact.Pairs, "1 pair", "%s pairs").String(), differ))
		return strings.Join(s, " ")
	}
	s = append(s, fmt.Sprintf("In all there are %s of exact copies and %s of near-duplicates; in %s of them the labels differ.",
		kit.Plural(exact.Pairs, "1 pair", "%s pairs").String(), kit.Plural(near.Pairs, "1 pair", "%s pairs").String(), differ))
	return strings.Join(s, " ")
}

// fineShare shows a share with two decimals: leaks may be few.
func fineShare(n, total int) string {
	if total == 0 {
		return kit.None
	}
	return kit.Percentage(float64(n)/float64(total)) + "\u00a0%"
}

func (d *Page) cards() []card {
	var out []card
	for _, p := range d.Found.Parts[1:] {
		out = append(out, card{"Leaked, " + p.Name, kit.Count(p.Leaked), fmt.Sprintf("of %s; %s exact", kit.Plural(p.Pictures, "1 picture", "%s pictures").String(), kit.Count(p.LeakedExact))})
	}
	exact, near := d.pairs()
	limit := "not looked for"
	if d.Found.Near > 0 {
		limit = "at a distance up to " + kit.Number(d.Found.Near)
	}
	largest := "no group"
	if len(d.Found.Largest) > 0 {
		largest = fmt.Sprintf("with %s; the largest has %s", kit.Plural(d.Found.Grouped, "1 picture", "%s pictures").String(), kit.Count(d.Found.Largest[0].Pictures))
	}
	return append(out,
		card{"Exact pairs", kit.Count(exact.Pairs), "the same in every value"},
		card{"Near pairs", kit.Count(near.Pairs), limit},
		card{"Other label", kit.Count(exact.OtherLabel + near.OtherLabel), "pairs whose labels differ: one may be wrong"},
		card{"Groups", kit.Count(d.Found.Groups), largest})
}

func (d *Page) pairLists() ([]pairList, error) {
	out := []pairList{
		{ID: "across", Title: "Across parts: leaks", Intro: "The same or nearly the same picture is in two parts. What a model has learned by heart then passes for knowledge. Take it out of one part."},
		{ID: "labels", Title: "Other labels: errors?", Intro: "The two look alike and are labelled differently. One of the labels may be wrong, or the classes cannot be told apart."},
		{ID: "within", Title: "Within a part", Intro: "The labels are the same; these pictures count double in training or in a test."},
	}
	kept := [3]int{}
	for _, p := range d.Found.Pairs {
		for i, in := range kinds(p) {
			if in {
				kept[i]++
			}
		}
	}
	for i, list := range d.lists() {
		out[i].Kept, out[i].More = kept[i], kept[i] > len(list)
		for _, p := range list {
			v := pairView{Distance: strconv.FormatFloat(p.Distance, 'f', 5, 64), Odd: p.OtherLabel}
			for _, row := range []int32{p.A, p.B} {
				pic, err := d.picture(row)
				if err != nil {
					return nil, err
				}
				v.Pictures = append(v.Pictures, pic)
			}
			switch {
			case p.Exact:
				v.Distance, v.Note = "0", "exact copy"
			case p.Mirrored:
				v.Note = "mirrored"
			}
			out[i].Pairs = append(out[i].Pairs, v)
		}
	}
	return out, nil
}

// picture is small; the file of it may be gone.
func (d *Page) picture(row int32) (pictureView, error) {
	part, i := d.Found.Locate(row)
	p := &d.Parts[part]
	im := p.Images
	pix, err := im.Bytes(i)
	if err != nil {
		return pictureView{}, err
	}
	pic := kit.Picture{H: im.H, W: im.W, C: im.C, Pix: pix}.Thumbnail()
	v := pictureView{URI: pic.URI(), W: pic.W, H: pic.H, Part: p.Name, Index: p.Row(i), File: p.File(i)}
	if im.Labels != nil {
		v.Class = im.ClassName(im.Labels[i])
	}
	return v, nil
}

func (d *Page) groupView(place int, g duplicates.Group) (groupView, error) {
	v := groupView{More: g.Pictures - len(g.Row)}
	var in []string
	for i, n := range g.PerPart {
		if n > 0 {
			in = append(in, kit.Count(n)+" in "+d.Parts[i].Name)
		}
	}
	v.Title = fmt.Sprintf("Group %d: %s", place, strings.Join(in, ", "))
	if g.Labels > 1 {
		v.Title += fmt.Sprintf(", %d different labels", g.Labels)
	}
	for _, row := range g.Row {
		pic, err := d.picture(row)
		if err != nil {
			return v, err
		}
		v.Pictures = append(v.Pictures, pic)
	}
	return v, nil
}

// nearestFigure shows how far each picture's nearest duplicate is.
func (d *Page) nearestFigure() kit.Figure {
	h := plot.Histogram{
		Label: "Histogram of the distance of each picture to its nearest duplicate", XLabel: "distance, 1 − correlation", YLabel: "pictures",
		Samples: []plot.Sample{{Name: "same label"}, {Name: "other label"}}, Bins: 20,
	}
	for row, p := range d.Found.Partner {
		if p.Row < 0 || math.IsInf(p.Distance, 0) {
			continue
		}
		a, b := d.place(int32(row)).Label, d.place(p.Row).Label
		kind := 0
		if a != nil && b != nil && *a != *b {
			kind = 1
		}
		h.Samples[kind].Values = append(h.Samples[kind].Values, p.Distance)
	}
	if len(h.Samples[1].Values) == 0 {
		h.Samples = h.Samples[:1]
	}
	f, err := h.Figure()
	return kit.Drawn("How near the nearest duplicate is",
		"True duplicates gather at the left. Where the bars rise to the right, pictures that are merely alike begin: a lower --near cuts them off.",
		"No picture has a duplicate.", f, err)
}

// accuracyTable has a row for each set of queries and a column for each distance.
func (d *Page) accuracyTable() kit.Table {
	t := kit.Table{}
	rows := []kit.Row{
		{Name: "all test pictures", Hint: "the official figure"}, {Name: "without the leaked ones", Hint: "the honest one"},
		{Name: "the leaked ones alone"}, {Name: "all, training part without their duplicates"},
	}
	for _, l := range d.Accuracy {
		t.Head = append(t.Head, kit.DistanceName(l.Distance).String())
		for i, v := range []*eval.Interval{&l.All, l.Kept, l.Leaked, l.Cleaned} {
			cell := kit.Estimate{Value: kit.None}
			if v != nil {
				cell = kit.FinePercent(*v)
			}
			rows[i].Cells = append(rows[i].Cells, cell)
		}
	}
	if t.Head != nil {
		t.Rows = rows
	}
	return t
}
