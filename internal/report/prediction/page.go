package prediction

import (
	_ "embed"
	"io"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = kit.ParsePage("predict", pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*Page
	Head      kit.Head
	Lead      lang.Message
	Threshold []lang.Message
	Views     []predictedView
}

// predictedView is a picture with its neighbours, as they are shown.
type predictedView struct {
	Predicted
	Query      kit.Thumb
	Neighbours []neighbourView
}

type neighbourView struct {
	Neighbour
	kit.Thumb
	Other bool // of another class than the picture is called
}

// writeHTML writes the page. The same Page gives the same bytes.
func (p *Page) writeHTML(w io.Writer) error {
	v := &pageView{Page: p, Head: kit.NewHead(p.Lang.Text("predict"), p.Data, p.Version, p.Machine, p.Time, pageStyle), Lead: p.Verdict(), Threshold: p.ThresholdWords()}
	for _, i := range p.shownPictures() {
		one := p.Predicted[i]
		view := predictedView{Predicted: one, Query: kit.NewThumb(one.Picture, one.File)}
		for _, n := range one.Neighbours {
			view.Neighbours = append(view.Neighbours, neighbourView{n, kit.NewThumb(n.Picture, n.Name), n.Class != one.Class})
		}
		v.Views = append(v.Views, view)
	}
	return kit.RenderPage(w, pageTemplate, v, p.Lang)
}

// Why says why a picture could not be read.
func (p *pageView) Why(b BrokenPicture) lang.Message { return lang.Saved(b.Reason) }

// shownPictures are the places of those on the page: unknown ones first, then the others, each in
// their order.
func (p *Page) shownPictures() []int {
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
