// Package misuse is for mistakes of the one who asked for work: settings that do not
// exist, exclude each other or lie out of range. A command line ends with its exit code
// for wrong usage, a server with a bad request.
package misuse

import (
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// Error is such a mistake, in words that name the cure.
type Error struct {
	Err error
	// Hint is a line that is shown after the message, or nothing.
	Hint lang.Message
}

func (e *Error) Error() string { return e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes one as lang.Errorf does.
func Errorf(format string, args ...any) error {
	return &Error{Err: lang.Errorf(format, args...)}
}

// Unknown is for a name that does not exist: it names the nearest of those that do, or
// all of them.
func Unknown(what lang.Message, name string, known []string) error {
	if near, ok := suggest.Nearest(name, known); ok {
		return Errorf("unknown %s %q; did you mean %q?", what, name, near)
	}
	return Errorf("unknown %s %q; known are %s", what, name, strings.Join(known, ", "))
}
