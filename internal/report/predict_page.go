package report

import (
	_ "embed"
	"io"
	"slices"
)

//go:embed predict.html.tmpl
var predictText string

//go:embed predict.css
var predictStyle string

var predictTemplate = parsePage("predict", predictText, nil)

// predictPage is what the template sees.
type predictPage struct {
	*Prediction
	Head      head
	Lead      string
	Threshold []string
	Views     []predictedView
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

// HTML writes the page. The same Prediction gives the same bytes.
func (p *Prediction) HTML(w io.Writer) error {
	v := &predictPage{Prediction: p, Head: newHead("predict", p.Data, p.Version, p.Machine, p.Time, predictStyle), Lead: p.Verdict(), Threshold: p.ThresholdWords()}
	for _, i := range p.shownPictures() {
		one := p.Predicted[i]
		view := predictedView{Predicted: one, Query: newThumb(one.Picture, one.File)}
		for _, n := range one.Neighbours {
			view.Neighbours = append(view.Neighbours, neighbourView{n, newThumb(n.Picture, n.Name), n.Class != one.Class})
		}
		v.Views = append(v.Views, view)
	}
	return renderPage(w, predictTemplate, v)
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
