package kit

import (
	"html/template"

	"mekiki/internal/plot"
)

// Figure is a drawn figure with the sentence that says how to read it, or
// nothing but the sentence that says why it is missing.
type Figure struct {
	Title, Caption string
	SVG            template.HTML
	// Narrow is the same for the width of a phone, or empty: then SVG is scaled.
	Narrow  template.HTML
	Missing string
}

// Drawn wraps what a plot gave. Inline escapes every name itself.
func Drawn(title, caption, missing string, f *plot.Figure, err error) Figure {
	if err != nil {
		return Figure{Title: title, Missing: missing}
	}
	return Figure{Title: title, Caption: caption, SVG: template.HTML(f.Inline())}
}

// WithNarrow adds the form for the width of a phone.
func (f Figure) WithNarrow(p *plot.Figure, err error) Figure {
	if err == nil {
		f.Narrow = template.HTML(p.Inline())
	}
	return f
}
