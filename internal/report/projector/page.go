package projector

import (
	_ "embed"
	"io"
	"path"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// Part is the template of a map within a page.
//
//go:embed view.part.tmpl
var Part string

//go:embed page.html.tmpl
var pageText string

var pageTemplate = kit.ParsePage("map", Part+pageText, nil)

// Names of the files that Write makes, beside map-METHOD.svg, .png and .npy.
const (
	HTMLFile = "map.html"
	JSONFile = "map.json"
)

// pageView is what the template of the page sees.
type pageView struct {
	*document
	Head kit.Head
	View *View
}

func newPageView(m *Page, doc *document) *pageView {
	p := &pageView{document: doc, Head: kit.NewHead(m.Lang.Text("map"), m.Lang.Say(doc.Title), m.Version, m.Machine, m.Time, plot.HueCSS(), Style), View: m.View()}
	p.View.Mixups = m.mixups(p.View.Data.Names)
	return p
}

// Write puts map.html, map.json and for each method the figure as SVG and PNG and
// the places as .npy, float32 of shape (n, 2), into dir, which is made if need
// be, all or none. What an earlier map wrote there and this one does not is removed.
// An error names the file and the cure.
func Write(dir string, m *Page) error {
	doc := newDocument(m)
	var files []atomicfile.File
	for _, p := range m.Result.Projections {
		f, err := m.cloud(p).Figure()
		if err != nil {
			return lang.Errorf("report: %w", err)
		}
		name := "map-" + p.Method
		files = append(files, kit.SVGFile(name, f), kit.PNGFile(name, f))
		at := make([]float32, len(p.XY))
		for i, v := range p.XY {
			at[i] = float32(v)
		}
		files = append(files, atomicfile.File{Name: name + ".npy", Fill: func(w io.Writer) error { return dataset.WriteNPY(w, at, len(at)/2, 2) }})
	}
	for _, f := range files {
		doc.Files = append(doc.Files, f.Name)
	}
	files = append(files, kit.JSONFile(JSONFile, Schema(), doc), kit.HTMLFile(HTMLFile, pageTemplate, newPageView(m, doc), m.Lang))
	return kit.WriteFiles(dir, files, JSONFile, func(name string) bool {
		return path.Base(name) == name && strings.HasPrefix(name, "map-")
	})
}
