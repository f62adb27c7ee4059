package report

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
	"mekiki/internal/plot"
)

//go:embed duplicates.html.tmpl
var duplicatesText string

//go:embed duplicates.css
var duplicatesStyle string

var duplicatesTemplate = parsePage("data check", duplicatesText, nil)

// duplicatesPage is what the template sees.
type duplicatesPage struct {
	*Duplicates
	Head    head
	Lead    string
	Cards   []duplicateCard
	Lists   []duplicateList
	Groups  []groupView
	Figure  figure
	Figures table
	// ByOwn says which distance the figures call the loss's own.
	ByOwn string
}

type duplicateCard struct{ Title, Value, Hint string }

// duplicateList is one list of pairs with their pictures.
type duplicateList struct {
	ID, Title, Intro string
	Kept             int // pairs of this kind in the file
	More             bool
	Pairs            []pairView
}

type pairView struct {
	Distance, Note string
	Odd            bool // the labels differ
	Pictures       []duplicatePicture
}

type duplicatePicture struct {
	URI         template.URL
	W, H        int
	Part, Class string
	Index       int
	File        string
}

type groupView struct {
	Title    string
	More     int // pictures that are not shown
	Pictures []duplicatePicture
}

// HTML writes the page. The same Duplicates give the same bytes.
func (d *Duplicates) HTML(w io.Writer) error {
	p := &duplicatesPage{Duplicates: d, Head: newHead("data check", d.Data, d.Version, d.Machine, d.Time, duplicatesStyle), Lead: d.Verdict(), Cards: d.cards(), Figure: d.nearestFigure()}
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
	return renderPage(w, duplicatesTemplate, p)
}

// pairs sums up the counts of all parts.
func (d *Duplicates) pairs() (exact, near duplicates.Count) {
	for _, b := range d.Found.Between {
		exact.Pairs += b.Exact.Pairs
		exact.OtherLabel += b.Exact.OtherLabel
		near.Pairs += b.Near.Pairs
		near.OtherLabel += b.Near.OtherLabel
	}
	return exact, near
}

// Verdict is the finding in a few sentences.
func (d *Duplicates) Verdict() string {
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
			s = append(s, fmt.Sprintf("None of the %s of %s has %s in %s.", plural(p.Pictures, "picture"), p.Name, what, in))
		case d.Found.Near == 0:
			verb := map[bool]string{true: "has", false: "have"}[p.Leaked == 1]
			s = append(s, fmt.Sprintf("%s of the %s of %s (%s) %s an exact copy in %s.",
				count(p.Leaked), plural(p.Pictures, "picture"), p.Name, fineShare(p.Leaked, p.Pictures), verb, in))
		default:
			verb := map[bool]string{true: "has", false: "have"}[p.Leaked == 1]
			s = append(s, fmt.Sprintf("%s of the %s of %s (%s) %s a duplicate in %s, %s of them an exact copy.",
				count(p.Leaked), plural(p.Pictures, "picture"), p.Name, fineShare(p.Leaked, p.Pictures), verb, in, count(p.LeakedExact)))
		}
	}
	exact, near := d.pairs()
	differ := "none"
	if n := exact.OtherLabel + near.OtherLabel; n > 0 {
		differ = count(n)
	}
	if d.Found.Near == 0 {
		s = append(s, fmt.Sprintf("In all there are %s of exact copies; in %s of them the labels differ. Near-duplicates were not looked for.", plural(exact.Pairs, "pair"), differ))
		return strings.Join(s, " ")
	}
	s = append(s, fmt.Sprintf("In all there are %s of exact copies and %s of near-duplicates; in %s of them the labels differ.",
		plural(exact.Pairs, "pair"), plural(near.Pairs, "pair"), differ))
	return strings.Join(s, " ")
}

// fineShare shows a share with two decimals: leaks may be few.
func fineShare(n, total int) string {
	if total == 0 {
		return none
	}
	return percentage(float64(n)/float64(total)) + "\u00a0%"
}

func (d *Duplicates) cards() []duplicateCard {
	var out []duplicateCard
	for _, p := range d.Found.Parts[1:] {
		out = append(out, duplicateCard{"Leaked, " + p.Name, count(p.Leaked), fmt.Sprintf("of %s; %s exact", plural(p.Pictures, "picture"), count(p.LeakedExact))})
	}
	exact, near := d.pairs()
	limit := "not looked for"
	if d.Found.Near > 0 {
		limit = "at a distance up to " + number(d.Found.Near)
	}
	largest := "no group"
	if len(d.Found.Largest) > 0 {
		largest = fmt.Sprintf("with %s; the largest has %s", plural(d.Found.Grouped, "picture"), count(d.Found.Largest[0].Pictures))
	}
	return append(out,
		duplicateCard{"Exact pairs", count(exact.Pairs), "the same in every value"},
		duplicateCard{"Near pairs", count(near.Pairs), limit},
		duplicateCard{"Other label", count(exact.OtherLabel + near.OtherLabel), "pairs whose labels differ: one may be wrong"},
		duplicateCard{"Groups", count(d.Found.Groups), largest})
}

func (d *Duplicates) pairLists() ([]duplicateList, error) {
	out := []duplicateList{
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
func (d *Duplicates) picture(row int32) (duplicatePicture, error) {
	part, i := d.Found.Locate(row)
	p := &d.Parts[part]
	im := p.Images
	pix, err := im.Bytes(i)
	if err != nil {
		return duplicatePicture{}, err
	}
	pic := Picture{H: im.H, W: im.W, C: im.C, Pix: pix}.thumbnail()
	v := duplicatePicture{URI: pic.uri(), W: pic.W, H: pic.H, Part: p.Name, Index: p.Row(i), File: p.File(i)}
	if im.Labels != nil {
		v.Class = im.ClassName(im.Labels[i])
	}
	return v, nil
}

func (d *Duplicates) groupView(place int, g duplicates.Group) (groupView, error) {
	v := groupView{More: g.Pictures - len(g.Row)}
	var in []string
	for i, n := range g.PerPart {
		if n > 0 {
			in = append(in, count(n)+" in "+d.Parts[i].Name)
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
func (d *Duplicates) nearestFigure() figure {
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
	return drawn("How near the nearest duplicate is",
		"True duplicates gather at the left. Where the bars rise to the right, pictures that are merely alike begin: a lower --near cuts them off.",
		"No picture has a duplicate.", f, err)
}

// accuracyTable has a row for each set of queries and a column for each distance.
func (d *Duplicates) accuracyTable() table {
	t := table{}
	rows := []row{
		{Name: "all test pictures", Hint: "the official figure"}, {Name: "without the leaked ones", Hint: "the honest one"},
		{Name: "the leaked ones alone"}, {Name: "all, training part without their duplicates"},
	}
	for _, l := range d.Accuracy {
		t.Head = append(t.Head, display(l.Distance))
		for i, v := range []*eval.Interval{&l.All, l.Kept, l.Leaked, l.Cleaned} {
			cell := estimate{Value: none}
			if v != nil {
				cell = finePercent(*v)
			}
			rows[i].Cells = append(rows[i].Cells, cell)
		}
	}
	if t.Head != nil {
		t.Rows = rows
	}
	return t
}
