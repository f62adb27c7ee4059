package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// result prints what a command found: v as one JSON object with --json, else
// what text writes.
func (a *app) result(v any, text func(t *table)) error {
	if a.json {
		b, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return fmt.Errorf("result: %w", err)
		}
		_, err = fmt.Fprintf(a.Out, "%s\n", b)
		return printed(err)
	}
	t := &table{w: tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0), paint: paint{a.ColorOut}}
	text(t)
	return printed(t.w.Flush())
}

// printed is the error of printing a result: none where the reader has had enough,
// for the command has done its work.
func printed(err error) error {
	if err == nil || readerGone(err) {
		return nil
	}
	return fmt.Errorf("the result cannot be printed: %w", err)
}

// table writes lines; cells separated by tabs are aligned. Only whole lines and last
// cells may be painted: colours count as letters where cells are aligned.
type table struct {
	w *tabwriter.Writer
	paint
}

func (t *table) line(format string, args ...any) { fmt.Fprintf(t.w, format+"\n", args...) }

// note tells something on the way: a line on stderr, with --json a JSON line. A
// quiet command tells nothing.
func (a *app) note(format string, args ...any) {
	if a.silent {
		return
	}
	writeNote(a.Err, a.json, fmt.Sprintf(format, args...))
}

// detail is a note that only a verbose command tells.
func (a *app) detail(format string, args ...any) {
	if a.verbose {
		a.note(format, args...)
	}
}

func writeNote(w io.Writer, asJSON bool, message string) {
	if asJSON {
		writeJSONLine(w, "note", message)
		return
	}
	fmt.Fprintln(w, message)
}

// writeJSONLine writes a message of a kind as one line of JSON.
func writeJSONLine(w io.Writer, kind, message string) {
	b, _ := json.Marshal(struct { // two strings always marshal
		Kind    string `json:"kind"`
		Message string `json:"message"`
	}{kind, message})
	fmt.Fprintf(w, "%s\n", b)
}
