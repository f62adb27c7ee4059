package main

import (
	"maps"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"
)

// references are those of s and of all parts of it.
func references(s *jsonschema.Schema) []string {
	if s == nil {
		return nil
	}
	out := append(references(s.Items), references(s.AdditionalProperties)...)
	for _, p := range slices.Concat(s.AnyOf, slices.Collect(maps.Values(s.Properties))) {
		out = append(out, references(p)...)
	}
	if s.Ref != "" {
		out = append(out, s.Ref)
	}
	return out
}

// asWritten corrects what ForType takes from encoding/json: a list is never null, and
// what may be null and is a reference is one of two.
func asWritten(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if slices.Contains(s.Types, "array") {
		s.Type, s.Types = "array", nil
	}
	if s.Ref != "" && slices.Contains(s.Types, "null") {
		*s = jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Ref: s.Ref}, {Type: "null"}}}
	}
	for _, p := range s.Properties {
		asWritten(p)
	}
	asWritten(s.Items)
	asWritten(s.AdditionalProperties)
}

// present takes null from what a pointer may be.
func present(s *jsonschema.Schema) {
	switch {
	case len(s.AnyOf) == 2:
		s.Ref, s.AnyOf = s.AnyOf[0].Ref, nil
	case len(s.Types) == 2 && s.Types[0] == "null": // a number keeps its null, which is not the pointer's
		s.Type, s.Types = s.Types[1], nil
	}
}
