package main

import (
	"encoding"
	"io/fs"
	"maps"
	"reflect"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"mekiki/internal/schema"
)

// definition is how a reference to a named struct begins.
const definition = "#/$defs/"

// generator turns Go types into JSON Schema as schema.Table writes them.
type generator struct {
	comments comments
	// known are the schemas of types that are not written as their kind says, and a
	// reference for each named struct.
	known map[reflect.Type]*jsonschema.Schema
	// inline are structs that are embedded in others, which have no reference.
	inline map[reflect.Type]bool
}

// schemasOf are the files of a table. The comments are those of the source below root.
func schemasOf(table schema.Table, root fs.FS) (map[string][]byte, error) {
	// A number that has no value is null.
	number := &jsonschema.Schema{Types: []string{"number", "null"}}
	g := &generator{comments: comments{}, inline: map[reflect.Type]bool{}, known: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[float32](): number, reflect.TypeFor[float64](): number,
		reflect.TypeFor[time.Time](): {Type: "string", Format: "date-time"},
	}}
	for _, s := range table {
		for _, t := range s.Types {
			g.collect(t)
		}
	}
	packages := map[string]bool{}
	for t := range g.known {
		if t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() {
			packages[t.PkgPath()] = true
		}
	}
	for pkg := range packages {
		if err := g.comments.read(root, pkg); err != nil {
			return nil, err
		}
	}
	for t := range g.inline {
		delete(g.known, t)
	}
	files := map[string][]byte{}
	for _, s := range table {
		b, err := g.object(s)
		if err != nil {
			return nil, err
		}
		files[s.File()] = b
	}
	return files, nil
}

// collect finds the named types that t is made of.
func (g *generator) collect(t reflect.Type) {
	if g.known[t] != nil {
		return
	}
	if t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		g.known[t] = &jsonschema.Schema{Type: "string"}
		return
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		g.collect(t.Elem())
	case reflect.Struct:
		if t.Name() != "" {
			g.known[t] = &jsonschema.Schema{Ref: definition + t.String()}
		}
		for _, f := range reflect.VisibleFields(t) {
			switch {
			case f.Anonymous:
				g.inline[pointed(f.Type)] = true
				g.collect(f.Type)
			case f.IsExported() && f.Tag.Get("json") != "-":
				g.collect(f.Type)
			}
		}
	}
}

// define is the schema of one struct, with references to the other ones.
func (g *generator) define(t reflect.Type) (*jsonschema.Schema, error) {
	known := maps.Clone(g.known)
	delete(known, t)
	s, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: known})
	if err != nil {
		return nil, err
	}
	asWritten(s)
	s.Description = g.comments[t.PkgPath()+"."+t.Name()]
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			name = f.Name
		}
		p := s.Properties[name]
		if f.Anonymous || !f.IsExported() || p == nil {
			continue
		}
		owner := t
		for _, i := range f.Index[:len(f.Index)-1] {
			owner = pointed(owner.Field(i).Type)
		}
		p.Description = g.comments[owner.PkgPath()+"."+owner.Name()+"."+f.Name]
		if strings.Contains(options, "omit") && f.Type.Kind() == reflect.Pointer {
			present(p) // it is left out instead of null
		}
	}
	return s, nil
}

// definitions are the schemas of the structs that s refers to, by their name.
func (g *generator) definitions(s *jsonschema.Schema) (map[string]*jsonschema.Schema, error) {
	defs := map[string]*jsonschema.Schema{}
	open := references(s)
	for len(open) > 0 {
		ref := open[0]
		open = open[1:]
		name := strings.TrimPrefix(ref, definition)
		if defs[name] != nil {
			continue
		}
		for t, known := range g.known {
			if known.Ref != ref {
				continue
			}
			var err error
			if defs[name], err = g.define(t); err != nil {
				return nil, err
			}
			open = append(open, references(defs[name])...)
		}
	}
	return defs, nil
}

func pointed(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
