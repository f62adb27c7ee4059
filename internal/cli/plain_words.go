package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"reflect"
	"strconv"
	"strings"

	"mekiki/internal/lang"
)

// plainly is the message of an error in a language, the words of Go's own errors within
// it put into those of somebody who does not program.
func plainly(l lang.Language, err error) string {
	text := l.Error(err)
	var walk func(error)
	walk = func(err error) {
		if words := plainWords(err); !words.IsZero() {
			text = strings.Replace(text, l.Error(err), l.Say(words), 1)
			return
		}
		switch e := err.(type) { //nolint:errorlint // the chain is walked here, link by link
		case *fs.PathError:
			text = plainPath(l, text, e)
			walk(e.Err)
		case interface{ Unwrap() error }:
			if in := e.Unwrap(); in != nil {
				walk(in)
			}
		case interface{ Unwrap() []error }:
			for _, in := range e.Unwrap() {
				walk(in)
			}
		}
	}
	walk(err)
	return text
}

// plainPath leaves the call out that failed, and the path where the text named it before.
func plainPath(l lang.Language, text string, e *fs.PathError) string {
	before, after, ok := strings.Cut(text, l.Error(e))
	switch {
	case !ok:
		return text
	case strings.Contains(before, e.Path):
		return before + l.Error(e.Err) + after
	}
	return before + e.Path + ": " + l.Error(e.Err) + after
}

// plainWords are those for an error of Go itself; for another one they are zero.
func plainWords(err error) lang.Message {
	switch e := err.(type) { //nolint:errorlint // plainly walks the chain
	case *json.SyntaxError:
		if strings.Contains(e.Error(), "unexpected end") {
			return lang.T("it ends too early")
		}
		return lang.T("it is no JSON from byte %d on", e.Offset)
	case *json.UnmarshalTypeError:
		value, _, _ := strings.Cut(e.Value, " ")
		if e.Field != "" {
			return lang.T("at byte %d in its field %s stands %s where %s is wanted", e.Offset, e.Field, jsonWords(value), typeWords(e.Type))
		}
		return lang.T("at byte %d stands %s where %s is wanted", e.Offset, jsonWords(value), typeWords(e.Type))
	case *strconv.NumError:
		return lang.T("%q is no number of the kind that is wanted", e.Num)
	}
	switch {
	case err == io.ErrUnexpectedEOF: //nolint:errorlint // plainly walks the chain
		return lang.T("it ends too early")
	case err == io.EOF: //nolint:errorlint // plainly walks the chain
		return lang.T("nothing is there")
	case errors.Is(err, context.DeadlineExceeded) && err.Error() == context.DeadlineExceeded.Error():
		return lang.T("it took too long")
	}
	return lang.Message{}
}

// jsonWords names a kind of JSON value.
func jsonWords(kind string) lang.Message {
	switch kind {
	case "string":
		return lang.T("a text")
	case "bool":
		return lang.T("true or false")
	case "array":
		return lang.T("a list")
	case "object":
		return lang.T("an object")
	}
	return lang.T("a number") // the only other kind
}

// typeWords names what a type is in JSON.
func typeWords(t reflect.Type) lang.Message {
	switch t.Kind() {
	case reflect.String:
		return lang.T("a text")
	case reflect.Bool:
		return lang.T("true or false")
	case reflect.Slice, reflect.Array:
		return lang.T("a list")
	case reflect.Map, reflect.Struct:
		return lang.T("an object")
	case reflect.Float32, reflect.Float64:
		return lang.T("a number")
	case reflect.Pointer:
		return typeWords(t.Elem())
	}
	return lang.T("a whole number in range")
}
