package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"mekiki/internal/lang"
)

// result prints what a command found: v, whose type Schemas lists, as one JSON object
// with --json, else what text writes.
func (a *app) result(v any, text func(t *table)) error {
	if a.json {
		return printed(Schemas().Write(a.Out, v, "  "))
	}
	return a.text(text)
}

// document prints the outcome of a command with a page: the JSON file of the page,
// which file writes, with --json, else what text writes.
func (a *app) document(file func(io.Writer) error, text func(t *table)) error {
	if a.json {
		return printed(file(a.Out))
	}
	return a.text(text)
}

// fileOf gives the content of a file in a folder.
func fileOf(dir, name string) func(io.Writer) error {
	return func(w io.Writer) error {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(w, f)
		return err
	}
}

// text prints what text writes.
func (a *app) text(text func(t *table)) error {
	t := &table{w: tabwriter.NewWriter(columns{a.Out}, 0, 0, 2, ' ', 0), lang: a.lang, paint: paint{a.ColorOut}}
	text(t)
	return printed(t.w.Flush())
}

// printed is the error of printing a result: none where the reader has had enough,
// for the command has done its work.
func printed(err error) error {
	if err == nil || readerGone(err) {
		return nil
	}
	return lang.Errorf("the result cannot be printed: %w", err)
}

// table writes lines in the user's language; cells separated by tabs are aligned. Only
// whole lines and last cells may be painted: colours count as letters where cells are
// aligned.
type table struct {
	w    *tabwriter.Writer
	lang lang.Language
	paint
}

func (t *table) line(format string, args ...any) {
	fmt.Fprintln(t.w, spaced(t.lang.Text(format, args...)))
}

// note tells something on the way: a line on stderr, with --json a JSON line, which is
// always in English. A quiet command tells nothing.
func (a *app) note(format string, args ...any) {
	if a.silent {
		return
	}
	if a.json {
		writeJSONLine(a.Err, notice{"note", lang.English.Text(format, args...)})
		return
	}
	fmt.Fprintln(a.Err, a.lang.Text(format, args...))
}

// detail is a note that only a verbose command tells.
func (a *app) detail(format string, args ...any) {
	if a.verbose {
		a.note(format, args...)
	}
}

// notice is a line of JSON on stderr that says something to people.
type notice struct {
	Kind    string `json:"kind"` // "note", or "error" where it ends the command
	Message string `json:"message"`
}

// writeJSONLine writes an event as one line of JSON.
func writeJSONLine(w io.Writer, event any) {
	b, _ := Schemas().Marshal(event) // strings and numbers always marshal
	fmt.Fprintf(w, "%s\n", b)
}
