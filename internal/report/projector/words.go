package projector

import (
	"strconv"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// methodName is a method of a map as text.
func methodName(method string) string {
	return map[string]string{projection.PCA: "PCA", projection.TSNE: "t-SNE"}[method]
}

func (m *Page) title() lang.Message {
	subject := lang.Saved(m.Subject)
	if m.Subject == "" {
		subject = lang.T("pictures")
	}
	if m.Data != "" {
		return lang.T("Map of %s, %s", subject, m.Data)
	}
	return lang.T("Map of %s", subject)
}

// verdict says in a few sentences what the maps are worth.
func (m *Page) verdict() lang.Message {
	r := m.Result
	var kept, right kit.List
	for _, p := range r.Projections {
		kept = append(kept, lang.T("the %s map keeps %s", methodName(p.Method), whole(p.Kept)))
		if p.KNN5 != nil {
			right = append(right, lang.T("%s", whole(*p.KNN5)))
		}
	}
	out := []lang.Message{lang.T("Of the %d nearest neighbours that a picture has in the %s space, %s.", r.Projections[0].Neighbours, spaceName(r.Space), kept)}
	if r.KNN5 != nil {
		out = append(out, lang.T("By the 5 nearest on the map %s of the pictures get their own class, by the 5 nearest in the space itself %s.", right, whole(*r.KNN5)))
	}
	return kit.Sentences(append(out, lang.T("So read groups off a map, and neither single neighbours nor exact distances."))...)
}

// spaceName is a space in a sentence.
func spaceName(space string) lang.Message {
	if space == "euclidean" {
		return lang.T("Euclidean")
	}
	return lang.T("cosine")
}

// whole is a share as a percentage without decimals.
func whole(v float64) string { return strconv.FormatFloat(100*v, 'f', 0, 64) + "\u00a0%" }

// drawnFrom says which pictures are on the map.
func (m *Page) drawnFrom() lang.Message {
	n := m.Result.Points
	out := lang.T("Each of the %s points is a picture; this page holds all of these pictures, small.", kit.Count(n))
	if m.Of > n {
		out = lang.T("Each of the %s points is a picture, drawn at random from %s; this page holds all of these pictures, small.", kit.Count(n), kit.Count(m.Of))
	}
	if m.Called == nil {
		return out
	}
	by := lang.Saved(m.CalledBy)
	if m.CalledBy == "" {
		by = lang.T("their 5 nearest neighbours")
	}
	return kit.Sentences(out, lang.T("A ring marks the %s (%s) that %s call another class.", kit.Count(m.wrongs()), kit.Share(m.wrongs(), n), by))
}

// readMap says how to read a map.
func (m *Page) readMap(p *projection.Projection) lang.Message {
	if p.Method == projection.PCA {
		out := lang.T("The two directions in which the vectors differ most hold %s of their variance. A straight shadow: what is far apart here is far apart.", whole(p.Variance[0]+p.Variance[1]))
		if m.Result.Dim > 2 {
			out = kit.Sentences(out, lang.T("Groups that overlap here may be apart in the other %s.", kit.Plural(m.Result.Dim-2, "1 direction", "%s directions")))
		}
		return out
	}
	return lang.T("t-SNE lets each picture keep about %.0f neighbours near. Which groups touch tells something; how far apart they lie, how large they are and which way is up tell nothing.", p.Perplexity)
}

// mapTable has a column for each map.
func (m *Page) table() kit.Table {
	l := m.Lang
	t := kit.Table{Rows: []kit.Row{
		{Name: l.Text("Neighbours kept"), Hint: l.Text("share of the %d nearest in the space that are among the %d nearest on the map", m.Result.Projections[0].Neighbours, m.Result.Projections[0].Neighbours)},
		{Name: l.Text("Trustworthiness"), Hint: l.Text("1: no false neighbours on the map; about 0.5: a map without order")},
	}}
	if m.Result.KNN5 != nil {
		t.Rows = append(t.Rows, kit.Row{
			Name: l.Text("Class right by 5 neighbours on the map"), Hint: l.Text("the nearest other ones of those drawn; in the space itself: %s", kit.Percent(eval.Interval{Value: *m.Result.KNN5}).Value),
		})
	}
	for _, p := range m.Result.Projections {
		cells := []kit.Estimate{kit.Percent(eval.Interval{Value: p.Kept}), kit.Plain(eval.Interval{Value: p.Trustworthiness})}
		if p.KNN5 != nil {
			cells = append(cells, kit.Percent(eval.Interval{Value: *p.KNN5}))
		}
		t.Head = append(t.Head, methodName(p.Method))
		for i, c := range cells {
			t.Rows[i].Cells = append(t.Rows[i].Cells, c)
		}
	}
	return t
}
