package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"strconv"
	"strings"
)

// plainly is the message of an error, the words of Go's own errors within it put
// into those of somebody who does not program.
func plainly(err error) string {
	text := err.Error()
	var walk func(error)
	walk = func(err error) {
		if words, ok := plainWords(err); ok {
			text = strings.Replace(text, err.Error(), words, 1)
			return
		}
		switch e := err.(type) { //nolint:errorlint // the chain is walked here, link by link
		case *fs.PathError:
			text = plainPath(text, e)
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
func plainPath(text string, e *fs.PathError) string {
	before, after, ok := strings.Cut(text, e.Error())
	switch {
	case !ok:
		return text
	case strings.Contains(before, e.Path):
		return before + e.Err.Error() + after
	}
	return before + e.Path + ": " + e.Err.Error() + after
}

// plainWords are those for an error of Go itself.
func plainWords(err error) (string, bool) {
	switch e := err.(type) { //nolint:errorlint // plainly walks the chain
	case *json.SyntaxError:
		if strings.Contains(e.Error(), "unexpected end") {
			return "it ends too early", true
		}
		return fmt.Sprintf("it is no JSON from byte %d on", e.Offset), true
	case *json.UnmarshalTypeError:
		value, _, _ := strings.Cut(e.Value, " ")
		field := ""
		if e.Field != "" {
			field = " in its field " + e.Field
		}
		return fmt.Sprintf("at byte %d%s stands %s where %s is wanted", e.Offset, field, jsonWords(value), typeWords(e.Type)), true
	case *strconv.NumError:
		return fmt.Sprintf("%q is no number of the kind that is wanted", e.Num), true
	}
	switch {
	case err == io.ErrUnexpectedEOF: //nolint:errorlint // plainly walks the chain
		return "it ends too early", true
	case err == io.EOF: //nolint:errorlint // plainly walks the chain
		return "nothing is there", true
	case errors.Is(err, context.DeadlineExceeded) && err.Error() == context.DeadlineExceeded.Error():
		return "it took too long", true
	}
	return "", false
}

// jsonWords names a kind of JSON value.
func jsonWords(kind string) string {
	switch kind {
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "an object"
	}
	return "a " + kind
}

// typeWords names what a type is in JSON.
func typeWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Pointer:
		return typeWords(t.Elem())
	}
	return "a whole number in range"
}
