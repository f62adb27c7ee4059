package lang

import (
	"html/template"
	"slices"
)

// Funcs are the functions with which a template of html/template speaks the language:
//
//	{{t "%d of %d" .N .Of}}  a text. Arguments of type template.HTML stand in it as markup,
//	                         all else is text
//	{{say .Title}}           a Message, a Date, a List or another Localized value
//	{{lang}}                 the code for <html lang="…">
func (l Language) Funcs() template.FuncMap {
	return template.FuncMap{"t": l.page, "say": func(v Localized) string { return v.In(l) }, "lang": l.Code}
}

// page is a text of a page: markup if an argument is, else plain text, which the template
// escapes by its place.
func (l Language) page(format string, args ...any) any {
	markup := func(a any) bool { _, ok := a.(template.HTML); return ok }
	if !slices.ContainsFunc(args, markup) {
		return l.Text(format, args...)
	}
	safe := make([]any, len(args))
	for i, a := range args {
		switch a := l.argument(a).(type) {
		case template.HTML:
			safe[i] = string(a)
		case string:
			safe[i] = template.HTMLEscapeString(a)
		case bool, int, int32, int64, uint32, uint64, float32, float64:
			safe[i] = a
		default:
			safe[i] = template.HTMLEscaper(a)
		}
	}
	// Escaping a format leaves its verbs: they have none of the signs.
	text := T(template.HTMLEscapeString(l.Word(format)), safe...).String()
	return template.HTML(l.mark(format, text)) //nolint:gosec // all that is not markup was escaped
}
