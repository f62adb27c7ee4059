package report

import (
	"html/template"

	"mekiki/internal/plot"
)

// figure is a drawn figure with the sentence that says how to read it, or
// nothing but the sentence that says why it is missing.
type figure struct {
	Title, Caption string
	SVG            template.HTML
	// Narrow is the same for the width of a phone, or empty: then SVG is scaled.
	Narrow  template.HTML
	Missing string
}

// drawn wraps what a plot gave. Inline escapes every name itself.
func drawn(title, caption, missing string, f *plot.Figure, err error) figure {
	if err != nil {
		return figure{Title: title, Missing: missing}
	}
	return figure{Title: title, Caption: caption, SVG: template.HTML(f.Inline())}
}

// narrow adds the form for the width of a phone.
func (f figure) narrow(p *plot.Figure, err error) figure {
	if err == nil {
		f.Narrow = template.HTML(p.Inline())
	}
	return f
}
