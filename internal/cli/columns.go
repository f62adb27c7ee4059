package cli

import (
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// filler stands beside a character that takes two columns, as Japanese ones do, where
// package tabwriter counts characters. It is taken out again when the cells are aligned.
const filler = '\ue000' // of the private use area: no text has it

// spaced gives every wide character its filler.
func spaced(s string) string {
	if len(s) == columnsOf(s) {
		return s // all ASCII
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		if columnsOf(string(r)) == 2 {
			b.WriteRune(filler)
		}
	}
	return b.String()
}

// columns takes the fillers out of what is written.
type columns struct{ w io.Writer }

func (c columns) Write(b []byte) (int, error) {
	if _, err := io.WriteString(c.w, strings.ReplaceAll(string(b), string(filler), "")); err != nil {
		return 0, err
	}
	return len(b), nil
}

// columnsOf is how many columns of a terminal s takes.
func columnsOf(s string) int { return uniseg.StringWidth(s) }

// clip cuts s to at most so many columns.
func clip(s string, room int) string {
	used := 0
	for i, r := range s {
		if used += columnsOf(string(r)); used > room {
			return s[:i]
		}
	}
	return s
}
