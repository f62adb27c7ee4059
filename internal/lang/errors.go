package lang

import (
	"fmt"
	"strings"
)

// Errorf is fmt.Errorf, with %w and all, for an error that a user may see: its Error is
// the English text, and [Language.Error] says it in another language.
func Errorf(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	m := Message{format, args}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		return &joined{failure{m, err.Error()}, several.Unwrap()}
	}
	if one, ok := err.(interface{ Unwrap() error }); ok {
		return &wrapped{failure{m, err.Error()}, one.Unwrap()}
	}
	return &failure{m, err.Error()}
}

// failure is an error that knows its message.
type failure struct {
	Message
	english string
}

func (e *failure) Error() string { return e.english }

// wrapped is a failure with a cause.
type wrapped struct {
	failure
	cause error
}

func (e *wrapped) Unwrap() error { return e.cause }

// joined is a failure with several causes.
type joined struct {
	failure
	causes []error
}

func (e *joined) Unwrap() []error { return e.causes }

// Error says an error. Within an error that is not Localized, such as a wrapper of a
// package that is not ours, the errors that it wraps are said. An error that wraps nothing
// is looked up as it reads (ja/foreign.po has those of the system).
func (l Language) Error(err error) string {
	if in, ok := err.(Localized); ok {
		return in.In(l)
	}
	text := err.Error()
	switch e := err.(type) { //nolint:errorlint // the chain is walked here
	case interface{ Unwrap() error }:
		if in := e.Unwrap(); in != nil {
			return strings.Replace(text, in.Error(), l.Error(in), 1)
		}
	case interface{ Unwrap() []error }:
		var done strings.Builder // what is said already is not looked into again
		for _, in := range e.Unwrap() {
			if before, after, ok := strings.Cut(text, in.Error()); ok {
				done.WriteString(before + l.Error(in))
				text = after
			}
		}
		return done.String() + text
	}
	return l.mark(text, l.Word(text))
}
