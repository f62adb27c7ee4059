package report

import (
	_ "embed"
	"fmt"
	"io"
	"path"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/plot"
)

//go:embed map.part.tmpl
var mapText string

//go:embed map.html.tmpl
var mapPageText string

var mapTemplate = parsePage("map", mapText+mapPageText, nil)

// Names of the files that WriteMap makes, beside map-METHOD.svg, .png and .npy.
const (
	MapHTML = "map.html"
	MapJSON = "map.json"
)

// mapPage is what the template of the page sees.
type mapPage struct {
	*mapDocument
	Head head
	View *mapView
}

func newMapPage(m *Map, doc *mapDocument) *mapPage {
	p := &mapPage{mapDocument: doc, Head: newHead("map", doc.Title, m.Version, m.Machine, m.Time, plot.HueCSS(), mapStyle), View: m.view()}
	p.View.Mixups = m.mixups(p.View.Data.Names)
	return p
}

// WriteMap puts map.html, map.json and for each method the figure as SVG and PNG and
// the places as .npy, float32 of shape (n, 2), into dir, which is made if need
// be, all or none. What an earlier map wrote there and this one does not is removed.
// An error names the file and the cure.
func WriteMap(dir string, m *Map) error {
	doc := newMapDocument(m)
	var files []atomicfile.File
	for _, p := range m.Result.Projections {
		f, err := m.cloud(p).Figure()
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
		name := "map-" + p.Method
		files = append(files, svgFile(name, f), pngFile(name, f))
		at := make([]float32, len(p.XY))
		for i, v := range p.XY {
			at[i] = float32(v)
		}
		files = append(files, atomicfile.File{Name: name + ".npy", Fill: func(w io.Writer) error { return dataset.WriteNPY(w, at, len(at)/2, 2) }})
	}
	for _, f := range files {
		doc.Files = append(doc.Files, f.Name)
	}
	files = append(files, jsonFile(MapJSON, mapSchema(), doc), htmlFile(MapHTML, mapTemplate, newMapPage(m, doc)))
	return writeFiles(dir, files, MapJSON, func(name string) bool {
		return path.Base(name) == name && strings.HasPrefix(name, "map-")
	})
}
