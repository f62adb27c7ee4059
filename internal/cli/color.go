package cli

import "fmt"

// paint colours words on a terminal; the zero value leaves them as they are.
type paint struct{ on bool }

// The colours by what they mean, as ANSI numbers.
const (
	colorError   = 31 // red
	colorWarning = 33 // yellow
	colorGood    = 32 // green
	colorVerdict = 1  // bold
)

func (p paint) as(color int, text string) string {
	if !p.on || text == "" {
		return text
	}
	return fmt.Sprintf("\x1b[%dm%s\x1b[0m", color, text)
}

// colored says whether a terminal may show colours: not if NO_COLOR says anything
// (no-color.org) or the terminal knows none.
func colored(terminal bool, getenv func(string) string) bool {
	return terminal && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}
