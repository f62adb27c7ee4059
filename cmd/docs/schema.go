package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/spf13/cobra"

	"mekiki/internal/cli"
	"mekiki/internal/schema"
)

// schemaFiles writes a JSON Schema (draft 2020-12) for each object that the program
// writes, from its Go type and the comments in the source below the current folder.
// Files of schemas that are no more are removed.
func schemaFiles(_ *cobra.Command, dir string) error {
	files, err := schemasOf(cli.Schemas(), os.DirFS("."))
	if err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if files[filepath.Base(path)] == nil {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// object makes the JSON Schema of one entry of the table.
func (g *generator) object(s schema.Schema) ([]byte, error) {
	var kinds []*jsonschema.Schema
	for _, t := range s.Types {
		kind, err := g.define(t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.ID(), err)
		}
		id := any(s.ID())
		kind.Properties["schema"] = &jsonschema.Schema{Const: &id, Description: "Name and version of this schema."}
		kind.PropertyOrder = append([]string{"schema"}, kind.PropertyOrder...)
		kind.Required = append([]string{"schema"}, kind.Required...)
		kinds = append(kinds, kind)
	}
	root := &jsonschema.Schema{AnyOf: kinds}
	if len(kinds) == 1 {
		root = kinds[0]
	}
	root.Schema = "https://json-schema.org/draft/2020-12/schema"
	root.ID = "urn:" + strings.ReplaceAll(s.ID(), "/", ":")
	root.Title, root.Description = s.ID(), s.About
	var err error
	if root.Defs, err = g.definitions(root); err != nil {
		return nil, fmt.Errorf("%s: %w", s.ID(), err)
	}
	b, err := json.MarshalIndent(root, "", " ")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.ID(), err)
	}
	return append(b, '\n'), nil
}
