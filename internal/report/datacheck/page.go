package datacheck

import (
	_ "embed"
	"html/template"
	"io"
	"math"
	"strconv"

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
	Lead    lang.Message
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
	l := d.Lang
	p := &pageView{Page: d, Head: kit.NewHead(l.Text("data check"), d.Data, d.Version, d.Machine, d.Time, pageStyle), Lead: d.verdict(), Cards: d.cards(), Figure: d.nearestFigure()}
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
	for _, a := range d.Accuracy {
		if a.Distance == eval.Own {
			p.ByOwn = d.Own
		}
	}
	return kit.RenderPage(w, pageTemplate, p, l)
}

// Missing says why there is no figure by the nearest neighbours.
func (p *pageView) Missing() lang.Message { return lang.Saved(p.AccuracyMissing) }

// Said says English texts again.
func (p *pageView) Said(texts []string) []lang.Message {
	var out []lang.Message
	for _, t := range texts {
		out = append(out, lang.Saved(t))
	}
	return out
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
func (d *Page) verdict() lang.Message {
	var s []lang.Message
	var earlier lang.Message
	for i, p := range d.Found.Parts {
		if i > 0 {
			s = append(s, d.leaked(p, earlier))
			earlier = lang.T("%s or %s", earlier, kit.PartName(p.Name))
			continue
		}
		earlier = kit.PartName(p.Name)
	}
	exact, near := d.pairs()
	differ := lang.T("none")
	if n := exact.OtherLabel + near.OtherLabel; n > 0 {
		differ = lang.T("%s", kit.Count(n))
	}
	of := kit.Plural(exact.Pairs, "1 pair", "%s pairs")
	if d.Found.Near == 0 {
		return kit.Sentences(append(s, lang.T("In all there are %s of exact copies; in %s of them the labels differ. Near-duplicates were not looked for.", of, differ))...)
	}
	return kit.Sentences(append(s, lang.T("In all there are %s of exact copies and %s of near-duplicates; in %s of them the labels differ.",
		of, kit.Plural(near.Pairs, "1 pair", "%s pairs"), differ))...)
}

// leaked says how many pictures of a part are in earlier ones too.
func (d *Page) leaked(p duplicates.PartCount, earlier lang.Message) lang.Message {
	pictures := kit.Plural(p.Pictures, "1 picture", "%s pictures")
	switch n, share, exact := kit.Count(p.Leaked), fineShare(p.Leaked, p.Pictures), d.Found.Near == 0; {
	case p.Leaked == 0 && exact:
		return lang.T("None of the %s of %s has an exact copy in %s.", pictures, kit.PartName(p.Name), earlier)
	case p.Leaked == 0:
		return lang.T("None of the %s of %s has a duplicate in %s.", pictures, kit.PartName(p.Name), earlier)
	case p.Leaked == 1 && exact:
		return lang.T("1 of the %s of %s (%s) has an exact copy in %s.", pictures, kit.PartName(p.Name), share, earlier)
	case exact:
		return lang.T("%s of the %s of %s (%s) have an exact copy in %s.", n, pictures, kit.PartName(p.Name), share, earlier)
	case p.Leaked == 1:
		return lang.T("1 of the %s of %s (%s) has a duplicate in %s, %s of them an exact copy.", pictures, kit.PartName(p.Name), share, earlier, kit.Count(p.LeakedExact))
	default:
		return lang.T("%s of the %s of %s (%s) have a duplicate in %s, %s of them an exact copy.", n, pictures, kit.PartName(p.Name), share, earlier, kit.Count(p.LeakedExact))
	}
}

// fineShare shows a share with two decimals: leaks may be few.
func fineShare(n, total int) string {
	if total == 0 {
		return kit.None
	}
	return kit.Percentage(float64(n)/float64(total)) + "\u00a0%"
}

func (d *Page) cards() []card {
	l := d.Lang
	var out []card
	for _, p := range d.Found.Parts[1:] {
		out = append(out, card{l.Text("Leaked, %s", kit.PartName(p.Name)), kit.Count(p.Leaked), l.Text("of %s; %s exact", kit.Plural(p.Pictures, "1 picture", "%s pictures"), kit.Count(p.LeakedExact))})
	}
	exact, near := d.pairs()
	limit := l.Text("not looked for")
	if d.Found.Near > 0 {
		limit = l.Text("at a distance up to %s", kit.Number(d.Found.Near))
	}
	largest := l.Text("no group")
	if len(d.Found.Largest) > 0 {
		largest = l.Text("with %s; the largest has %s", kit.Plural(d.Found.Grouped, "1 picture", "%s pictures"), kit.Count(d.Found.Largest[0].Pictures))
	}
	return append(out,
		card{l.Text("Exact pairs"), kit.Count(exact.Pairs), l.Text("the same in every value")},
		card{l.Text("Near pairs"), kit.Count(near.Pairs), limit},
		card{l.Text("Other label"), kit.Count(exact.OtherLabel + near.OtherLabel), l.Text("pairs whose labels differ: one may be wrong")},
		card{l.Text("Groups"), kit.Count(d.Found.Groups), largest})
}

func (d *Page) pairLists() ([]pairList, error) {
	l := d.Lang
	out := []pairList{
		{ID: "across", Title: l.Text("Across parts: leaks"), Intro: l.Text("The same or nearly the same picture is in two parts. What a model has learned by heart then passes for knowledge. Take it out of one part.")},
		{ID: "labels", Title: l.Text("Other labels: errors?"), Intro: l.Text("The two look alike and are labelled differently. One of the labels may be wrong, or the classes cannot be told apart.")},
		{ID: "within", Title: l.Text("Within a part"), Intro: l.Text("The labels are the same; these pictures count double in training or in a test.")},
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
				v.Distance, v.Note = "0", l.Text("exact copy")
			case p.Mirrored:
				v.Note = l.Text("mirrored")
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
	var in lang.List
	for i, n := range g.PerPart {
		if n > 0 {
			in = append(in, lang.T("%s in %s", kit.Count(n), kit.PartName(d.Parts[i].Name)))
		}
	}
	if g.Labels > 1 {
		in = append(in, lang.T("%d different labels", g.Labels))
	}
	v.Title = d.Lang.Text("Group %d: %s", place, in)
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
	l := d.Lang
	h := plot.Histogram{
		Label: l.Text("Histogram of the distance of each picture to its nearest duplicate"), XLabel: l.Text("distance, 1 − correlation"), YLabel: l.Text("pictures"),
		Samples: []plot.Sample{{Name: l.Text("same label")}, {Name: l.Text("other label")}}, Bins: 20,
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
	return kit.Drawn(l.Text("How near the nearest duplicate is"),
		l.Text("True duplicates gather at the left. Where the bars rise to the right, pictures that are merely alike begin: a lower --near cuts them off."),
		l.Text("No picture has a duplicate."), f, err)
}

// accuracyTable has a row for each set of queries and a column for each distance.
func (d *Page) accuracyTable() kit.Table {
	l, t := d.Lang, kit.Table{}
	rows := []kit.Row{
		{Name: l.Text("all test pictures"), Hint: l.Text("the official figure")}, {Name: l.Text("without the leaked ones"), Hint: l.Text("the honest one")},
		{Name: l.Text("the leaked ones alone")}, {Name: l.Text("all, training part without their duplicates")},
	}
	for _, a := range d.Accuracy {
		t.Head = append(t.Head, l.Say(kit.DistanceName(a.Distance)))
		for i, v := range []*eval.Interval{&a.All, a.Kept, a.Leaked, a.Cleaned} {
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
