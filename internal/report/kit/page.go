package kit

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"maps"
	"sync"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/plot"
)

//go:embed parts.tmpl
var partsText string

//go:embed page.css
var pageStyle string

// parts are the templates that pages share: head, foot, figure, table, cards and so on.
var parts = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("parts").Funcs(functions(lang.English)).Parse(partsText))
})

// Template is the template of a page, parsed when the first page is rendered: most runs of
// the program render none.
type Template func() *template.Template

// functions are those of every page in a language: those of lang, numbers as text, and
// those that say what a page holds.
func functions(l lang.Language) template.FuncMap {
	f := l.Funcs()
	maps.Copy(f, template.FuncMap{
		"number": Number, "share": Share, "count": Count, "folded": folded, "total": total,
		"seconds": func(s float64) string { return l.Say(Seconds(s)) },
		"display": func(name string) string { return l.Say(DistanceName(name)) },
		"capital": func(s string) lang.Message { return Capital(lang.Saved(s)) },
		"words":   func(v any) string { return words(l, v) },
		"part":    func(name string) string { return l.Say(PartName(name)) },
		"setting": func(key string) string { return l.Say(settingName(key)) },
	})
	return f
}

// words says what a page holds for people: a message, or an English text that was kept,
// such as a warning of a model file.
func words(l lang.Language, v any) string {
	switch v := v.(type) {
	case lang.Localized:
		return v.In(l)
	case string:
		return l.Say(lang.Saved(v))
	}
	panic("kit: words of what has none")
}

// ParsePage is the template of a page: text, with the parts that pages share and
// more functions, or none, which are the same in every language. Rendering panics if text
// is no template.
func ParsePage(name, text string, more template.FuncMap) Template {
	return sync.OnceValue(func() *template.Template {
		return template.Must(template.Must(parts().Clone()).New(name + " page").Funcs(more).Parse(text))
	})
}

// RenderPage writes a page in a language, or nothing where the template fails. The words
// in page that are strings were said by who made it; the template says the rest.
func RenderPage(w io.Writer, t Template, page any, l lang.Language) error {
	own, err := t().Clone() // t itself is never executed, so that it can be cloned again
	if err != nil {
		return lang.Errorf("report: %w", err)
	}
	var b bytes.Buffer
	if err := own.Funcs(functions(l)).Execute(&b, page); err != nil {
		return lang.Errorf("report: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Head is what the top of a page says, whatever its kind.
type Head struct {
	// Kind is the kind of page, such as "map"; Title stands behind it in the browser's tab.
	Kind, Title string
	// Version is the version of the program, Machine one line about the computer.
	Version, Machine string
	When             lang.Localized // nil where it is not known
	CSS              template.CSS
}

// NewHead has the style of all pages and then those of its own. A zero time is left out.
func NewHead(kind, title, version, machine string, when time.Time, styles ...string) Head {
	h := Head{Kind: kind, Title: title, Version: version, Machine: machine, CSS: template.CSS(plot.CSS() + pageStyle)}
	for _, s := range styles {
		h.CSS += template.CSS(s)
	}
	if !when.IsZero() {
		h.When = lang.Moment(when)
	}
	return h
}

// TimeOf is a time for JSON: nil where there is none.
func TimeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// total is the time of all parts of a run whose time is known.
func total(timings []Timing) (seconds float64) {
	for _, t := range timings {
		if IsFinite(t.Seconds) {
			seconds += t.Seconds
		}
	}
	return seconds
}
