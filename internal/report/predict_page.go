package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"

	"mekiki/internal/plot"
)

//go:embed predict.html.tmpl
var predictText string

// predictTemplate knows the parts of the report's page.
var predictTemplate = template.Must(template.Must(pageTemplate.Clone()).New("predict").Parse(predictText))

// predictPage is what the template sees.
type predictPage struct {
	*Prediction
	CSS       template.CSS
	When      string
	Lead      string
	Threshold []string
	Views     []predictedView
	Total     float64
}

// predictedView is a picture with its neighbours, as they are shown.
type predictedView struct {
	Predicted
	Query      thumb
	Neighbours []neighbourView
}

type neighbourView struct {
	Neighbour
	thumb
	Other bool // of another class than the picture is called
}

// thumb is a small picture, or nothing.
type thumb struct {
	URI  template.URL
	W, H int
	Alt  string
}

func newThumb(p *Picture, alt string) thumb {
	if p == nil {
		return thumb{}
	}
	small := p.thumbnail()
	return thumb{small.uri(), small.W, small.H, alt}
}

// HTML writes the page. The same Prediction gives the same bytes.
func (p *Prediction) HTML(w io.Writer) error {
	v := &predictPage{Prediction: p, CSS: template.CSS(plot.CSS() + pageStyle), Lead: p.Verdict(), Threshold: p.ThresholdWords()}
	if !p.Time.IsZero() {
		v.When = p.Time.Format("2006-01-02 15:04 MST")
	}
	for _, i := range p.shownPictures() {
		one := p.Predicted[i]
		view := predictedView{Predicted: one, Query: newThumb(one.Picture, one.File)}
		for _, n := range one.Neighbours {
			view.Neighbours = append(view.Neighbours, neighbourView{n, newThumb(n.Picture, n.Name), n.Class != one.Class})
		}
		v.Views = append(v.Views, view)
	}
	for _, t := range p.Timings {
		v.Total += t.Seconds
	}
	var b bytes.Buffer
	if err := predictTemplate.Execute(&b, v); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// shownPictures are the places of those on the page: unknown ones first, then the others, each in
// their order.
func (p *Prediction) shownPictures() []int {
	order := make([]int, len(p.Predicted))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		rank := map[bool]int{true: 0, false: 1}
		return rank[p.Predicted[a].Unknown] - rank[p.Predicted[b].Unknown]
	})
	return order[:min(p.Shown, len(order))]
}
