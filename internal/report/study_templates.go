package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed comparison.html.tmpl tuning.html.tmpl
var studyFiles embed.FS

//go:embed study.css
var studyStyle string

// studyTemplates are the pages of studies; they share the parts of the report.
var studyTemplates = template.Must(template.Must(pageTemplate.Clone()).Funcs(template.FuncMap{
	"own": ownDistance,
}).ParseFS(studyFiles, "*.tmpl"))

// render writes the page of the given template.
func render(w io.Writer, name string, page any) error {
	var b bytes.Buffer
	if err := studyTemplates.ExecuteTemplate(&b, name, page); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}
