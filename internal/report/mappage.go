package report

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mekiki/internal/analyze"
	"mekiki/internal/dataset"
	"mekiki/internal/plot"
)

//go:embed map.part.tmpl
var mapText string

//go:embed map.html.tmpl
var mapPageText string

var mapTemplate = template.Must(template.Must(pageTemplate.Clone()).New("map page").Parse(mapPageText))

// Names of the files that WriteMap makes, beside map-METHOD.svg, .png and .npy.
const (
	MapHTML = "map.html"
	MapJSON = "map.json"
)

// mapPage is what the template of the page sees.
type mapPage struct {
	*mapDocument
	CSS   template.CSS
	When  string
	View  *mapView
	Total float64
}

func newMapPage(m *Map, doc *mapDocument) *mapPage {
	p := &mapPage{mapDocument: doc, CSS: template.CSS(plot.CSS() + pageStyle + plot.HueCSS() + mapStyle), View: m.view()}
	p.View.Mixups = m.mixups(p.View.Data.Names)
	if doc.Time != nil {
		p.When = doc.Time.Format("2006-01-02 15:04 MST")
	}
	for _, t := range m.Timings {
		if isFinite(t.Seconds) {
			p.Total += t.Seconds
		}
	}
	return p
}

func (p *mapPage) render(w io.Writer) error {
	if err := mapTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// WriteMap puts map.html, map.json and for each method the figure as SVG and PNG and
// the places as .npy, float32 of shape (n, 2), into dir, which is made if need
// be. Each file is replaced whole or not at all; the page comes last. An error names the
// file and the cure.
func WriteMap(dir string, m *Map) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("report: cannot make the folder %s: %w; choose a folder that you may write to", dir, err)
	}
	doc := newMapDocument(m)
	var files []output
	for _, p := range m.Result.Maps {
		f, err := m.cloud(p).Figure()
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
		name := "map-" + p.Method
		for _, kind := range figureKinds {
			g := drawing{name: name, plot: f}
			files = append(files, output{name + "." + kind, func(w io.Writer) error {
				b, err := g.bytes(kind)
				if err != nil {
					return err
				}
				_, err = w.Write(b)
				return err
			}})
		}
		at := make([]float32, len(p.XY))
		for i, v := range p.XY {
			at[i] = float32(v)
		}
		files = append(files, output{name + ".npy", func(w io.Writer) error { return dataset.WriteNPY(w, at, len(at)/2, 2) }})
	}
	for _, f := range files {
		doc.Files = append(doc.Files, f.name)
	}
	if err := writeAll(dir, files); err != nil {
		return err
	}
	// Files of an earlier page must not pass for this one's.
	for _, method := range analyze.MapMethods() {
		for _, ending := range append([]string{"npy"}, figureKinds...) {
			name := "map-" + method + "." + ending
			if slices.Contains(doc.Files, name) {
				continue
			}
			if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("report: an earlier %s cannot be removed: %w; choose another folder", name, err)
			}
		}
	}
	return writeAll(dir, []output{
		{MapJSON, func(w io.Writer) error { return writeJSON(w, doc) }},
		{MapHTML, newMapPage(m, doc).render},
	})
}
