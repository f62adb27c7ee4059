// Package evaluation writes report.html and report.json: one evaluated model, from the
// verdict to what is needed to repeat it.
package evaluation

import (
	"io"

	"mekiki/internal/atomicfile"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile = "report.html"
	JSONFile = "report.json"
)

// Write puts report.html and report.json into dir, which is made if need be, both
// or none. An error names the file and the cure.
func Write(dir string, d *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{
		{Name: JSONFile, Fill: func(w io.Writer) error { return writeJSON(w, d) }},
		{Name: HTMLFile, Fill: func(w io.Writer) error { return writeHTML(w, d) }},
	}, JSONFile, nil)
}

// writeHTML writes the page. The same Page gives the same bytes.
func writeHTML(w io.Writer, d *Page) error {
	doc, err := newDocument(d)
	if err != nil {
		return err
	}
	return kit.RenderPage(w, pageTemplate, newPageView(d, doc), d.Lang)
}

// writeJSON writes the same content for programs, pictures and drawings left out.
// Values that are not finite are null.
func writeJSON(w io.Writer, d *Page) error {
	doc, err := newDocument(d)
	if err != nil {
		return err
	}
	return kit.WriteJSON(w, Schema(), doc)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("report", 1, "report.json: one evaluated model, what report.html shows.")
}
