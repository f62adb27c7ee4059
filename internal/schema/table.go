package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"

	"mekiki/internal/lang"
)

// Schema is one kind of JSON object that the program writes.
type Schema struct {
	// Name is unique: lower-case words with hyphens. Version counts from 1. It goes up
	// when a field is removed or changes its type or meaning, not when one is added.
	Name    string
	Version int
	// About says what the object is and who writes it.
	About string
	// Types are the Go types of such an object, structs; mostly one.
	Types []reflect.Type
}

// For describes the objects of type T, a struct.
func For[T any](name string, version int, about string) Schema {
	return Schema{Name: name, Version: version, About: about, Types: []reflect.Type{reflect.TypeFor[T]()}}
}

// ID is the value of the field "schema".
func (s Schema) ID() string { return fmt.Sprintf("mekiki/%s/%d", s.Name, s.Version) }

// File is the name of the JSON Schema file.
func (s Schema) File() string { return fmt.Sprintf("%s-%d.json", s.Name, s.Version) }

// Table lists what a room writes. No type stands in it twice.
type Table []Schema

// Of is the schema of v, a struct or a pointer to one. It panics if the table has
// none: what is written must be described.
func (t Table) Of(v any) Schema {
	goType := reflect.TypeOf(v)
	for goType != nil && goType.Kind() == reflect.Pointer {
		goType = goType.Elem()
	}
	for _, s := range t {
		for _, has := range s.Types {
			if has == goType {
				return s
			}
		}
	}
	panic(fmt.Sprintf("schema: %v is written as JSON and has no schema; add it to the table of its room", goType))
}

// Mark is object, the JSON of v, with "schema" as its first field. It panics where
// Of does.
func (t Table) Mark(v any, object []byte) []byte {
	b := fmt.Appendf(nil, `{"schema":%q`, t.Of(v).ID())
	if len(object) > len("{}") {
		b = append(b, ',')
	}
	return append(b, object[1:]...)
}

// Marshal is json.Marshal of a struct with three differences: the first field is
// "schema", a float that is not finite is null instead of an error, and a nil slice
// or map is an empty one. It panics where Of does.
func (t Table) Marshal(v any) ([]byte, error) {
	object, err := finiteJSON(v)
	if err != nil {
		return nil, err
	}
	return t.Mark(v, object), nil
}

// Write writes v as Marshal does, over several lines, each level further in by indent.
func (t Table) Write(w io.Writer, v any, indent string) error {
	raw, err := t.Marshal(v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", indent); err != nil {
		return lang.Errorf("schema: %w", err)
	}
	b.WriteByte('\n')
	_, err = w.Write(b.Bytes())
	return err
}
