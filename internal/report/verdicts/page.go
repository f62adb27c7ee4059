package verdicts

import (
	_ "embed"
	"io"

	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
)

//go:embed page.html.tmpl
var pageText string

var pageTemplate = kit.ParsePage("verdicts", partfigure.Part+pageText, nil)

// pageView is what the template sees.
type pageView struct {
	*Page
	Head  kit.Head
	Lead  lang.Message
	Scale partfigure.Legend
	Cards []partfigure.Card
}

// writeHTML writes the page. The same Page gives the same bytes.
func (p *Page) writeHTML(w io.Writer) error {
	scale := partfigure.Scale{Thresholds: p.Thresholds}
	v := &pageView{Page: p, Head: kit.NewHead(p.Lang.Text("verdicts"), p.Inspector, p.Version, p.Machine, p.Time, partfigure.Style), Lead: p.Verdict(), Scale: scale.Legend()}
	for _, i := range p.ShownFirst() {
		v.Cards = append(v.Cards, scale.Card(p.Parts[i]))
	}
	return kit.RenderPage(w, pageTemplate, v, p.Lang)
}
