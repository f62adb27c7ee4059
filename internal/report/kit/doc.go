// Package kit is what the pages of a report share: the head of a page and its style,
// cards, tables, figures, pictures, the table of settings, numbers as text, and the
// writing of a page with its JSON and its other files whole or not at all.
//
// A page is a template with the parts of parts.tmpl; ParsePage and RenderPage know them.
package kit
