package projector

import (
	"fmt"
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

func (m *Page) title() string {
	subject := m.Subject
	if subject == "" {
		subject = "pictures"
	}
	title := "Map of " + subject
	if m.Data != "" {
		title += ", " + m.Data
	}
	return title
}

// verdict says in a few sentences what the maps are worth.
func (m *Page) verdict() string {
	r := m.Result
	var kept, right kit.List
	for _, p := range r.Projections {
		kept = append(kept, lang.T("the %s map keeps %s", methodName(p.Method), whole(p.Kept)))
		if p.KNN5 != nil {
			right = append(right, lang.T("%s", whole(*p.KNN5)))
		}
	}
	out := fmt.Sprintf("Of the %d nearest neighbours that a picture has in the %s space, %s. ", r.Projections[0].Neighbours, spaceName(r.Space), kept)
	if r.KNN5 != nil {
		out += fmt.Sprintf("By the 5 nearest on the map %s of the pictures get their own class, by the 5 nearest in the space itself %s. ", right, whole(*r.KNN5))
	}
	return out + "So read groups off a map, and neither single neighbours nor exact distances."
}

// spaceName is a space in a sentence.
func spaceName(space string) string {
	if space == "euclidean" {
		return "Euclidean"
	}
	return space
}

// whole is a share as a percentage without decimals.
func whole(v float64) string { return strconv.FormatFloat(100*v, 'f', 0, 64) + "\u00a0%" }

// drawnFrom says which pictures are on the map.
func (m *Page) drawnFrom() string {
	n := m.Result.Points
	out := fmt.Sprintf("Each of the %s points is a picture", kit.Count(n))
	if m.Of > n {
		out += fmt.Sprintf(", drawn at random from %s", kit.Count(m.Of))
	}
	out += "; this page holds all of these pictures, small."
	if m.Called != nil {
		by := m.CalledBy
		if by == "" {
			by = "their 5 nearest neighbours"
		}
		out += fmt.Sprintf(" A ring marks the %s (%s) that %s call another class.", kit.Count(m.wrongs()), kit.Share(m.wrongs(), n), by)
	}
	return out
}

// readMap says how to read a map.
func (m *Page) readMap(p *projection.Projection) string {
	if p.Method == projection.PCA {
		rest := ""
		if m.Result.Dim > 2 {
			rest = fmt.Sprintf(" Groups that overlap here may be apart in the other %s.", kit.Plural(m.Result.Dim-2, "1 direction", "%s directions").String())
		}
		return fmt.Sprintf("The two directions in which the vectors differ most hold %s of their variance. A straight shadow: what is far apart here is far apart.%s", whole(p.Variance[0]+p.Variance[1]), rest)
	}
	return fmt.Sprintf("t-SNE lets each picture keep about %.0f neighbours near. Which groups touch tells something; how far apart they lie, how large they are and which way is up tell nothing.", p.Perplexity)
}

// mapTable has a column for each map.
func (m *Page) table() kit.Table {
	t := kit.Table{Rows: []kit.Row{
		{Name: "Neighbours kept", Hint: fmt.Sprintf("share of the %d nearest in the space that are among the %d nearest on the map", m.Result.Projections[0].Neighbours, m.Result.Projections[0].Neighbours)},
		{Name: "Trustworthiness", Hint: "1: no false neighbours on the map; about 0.5: a map without order"},
	}}
	if m.Result.KNN5 != nil {
		t.Rows = append(t.Rows, kit.Row{
			Name: "Class right by 5 neighbours on the map", Hint: "the nearest other ones of those drawn; in the space itself: " + kit.Percent(eval.Interval{Value: *m.Result.KNN5}).Value,
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
