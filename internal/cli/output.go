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
		return err
	}
	t := &table{w: tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)}
	text(t)
	return t.w.Flush()
}

// table writes lines; cells separated by tabs are aligned.
type table struct{ w *tabwriter.Writer }

func (t *table) line(format string, args ...any) { fmt.Fprintf(t.w, format+"\n", args...) }

// note tells something on the way: a line on stderr, with --json a JSON line.
func (a *app) note(format string, args ...any) {
	writeNote(a.Err, a.json, fmt.Sprintf(format, args...))
}

func writeNote(w io.Writer, asJSON bool, message string) {
	if asJSON {
		b, _ := json.Marshal(struct { // two strings always marshal
			Kind    string `json:"kind"`
			Message string `json:"message"`
		}{"note", message})
		message = string(b)
	}
	fmt.Fprintln(w, message)
}
