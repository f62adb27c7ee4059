package report

import (
	"io"

	"mekiki/internal/atomicfile"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile = "report.html"
	JSONFile = "report.json"
)

// Write puts report.html and report.json into dir, which is made if need be, both
// or none. An error names the file and the cure.
func Write(dir string, d *Data) error {
	return writeFiles(dir, []atomicfile.File{
		{Name: JSONFile, Fill: func(w io.Writer) error { return JSON(w, d) }},
		{Name: HTMLFile, Fill: func(w io.Writer) error { return HTML(w, d) }},
	}, JSONFile, nil)
}

// HTML writes the page. The same Data gives the same bytes.
func HTML(w io.Writer, d *Data) error {
	doc, err := newDocument(d)
	if err != nil {
		return err
	}
	return renderPage(w, pageTemplate, newPage(d, doc))
}

// JSON writes the same content for programs, pictures and drawings left out.
// Values that are not finite are null.
func JSON(w io.Writer, d *Data) error {
	doc, err := newDocument(d)
	if err != nil {
		return err
	}
	return writeJSON(w, reportSchema(), doc)
}

// reportSchema describes the JSON file.
func reportSchema() schema.Schema {
	return schema.For[document]("report", 1, "report.json: one evaluated model, what report.html shows.")
}
