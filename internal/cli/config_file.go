package cli

import (
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"mekiki/internal/suggest"
	"mekiki/internal/train"
)

// maxConfig is the longest config file, in bytes.
const maxConfig = 1 << 20

// loadConfig sets in cfg what the config file says and returns its keys. A
// saved run.json is a config file too: JSON is YAML.
func loadConfig(path string, cfg *fileConfig) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("config file: %w", err)
	}
	defer f.Close()
	keys, err := readConfig(f, cfg)
	if err != nil {
		return nil, usagef("config file %s: %w", path, err)
	}
	return keys, nil
}

func readConfig(r io.Reader, cfg *fileConfig) ([]string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxConfig+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxConfig {
		return nil, fmt.Errorf("longer than %d bytes; this is another kind of file", maxConfig)
	}
	keys, err := yamlKeys(text)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	if err := unmarshal(text, cfg); err != nil {
		return nil, fmt.Errorf("%s", yaml.FormatError(err, false, true))
	}
	return keys, nil
}

// unmarshal turns a panic of the library into an error: go-yaml 1.19 panics on
// a tag without a value where a list is expected.
func unmarshal(text []byte, cfg *fileConfig) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("cannot be read as settings (%v); look for a tag (!) without a value", p)
		}
	}()
	return yaml.UnmarshalWithOptions(text, cfg, yaml.Strict())
}

// yamlKeys are the keys of the file; one that is no setting is an error that
// names the line and the nearest setting.
func yamlKeys(text []byte) ([]string, error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, fmt.Errorf("%s", yaml.FormatError(err, false, true))
	}
	var docs []ast.Node
	for _, d := range file.Docs {
		if d.Body != nil && d.Body.Type() != ast.CommentType && d.Body.Type() != ast.NullType {
			docs = append(docs, d.Body)
		}
	}
	if len(docs) == 0 {
		return nil, nil
	}
	// The parser gives a file with one key a node of another type.
	var values []*ast.MappingValueNode
	switch n := docs[0].(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	}
	if values == nil && !isEmptyMap(docs[0]) || len(docs) > 1 {
		return nil, fmt.Errorf("want one list of settings, each a line such as %q", "batch: 64")
	}
	known := configKeys()
	for _, s := range shortcuts {
		known = append(known, s.key)
	}
	var keys []string
	for _, v := range values {
		token := v.Key.GetToken()
		key := token.Value
		if !slices.Contains(known, key) {
			if near, ok := suggest.Nearest(key, known); ok {
				return nil, fmt.Errorf("line %d: unknown key %q; did you mean %q?", token.Position.Line, key, near)
			}
			return nil, fmt.Errorf("line %d: unknown key %q; 'mekiki train --help' lists them", token.Position.Line, key)
		}
		if bad := fraction(v.Value); bad != nil && wantsWhole(key) {
			return nil, fmt.Errorf("line %d: %s is %s; it must be a whole number", bad.GetToken().Position.Line, key, bad.GetToken().Value)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// fraction is the first number of n that is no whole one, or nil. The library
// would cut it off without a word.
func fraction(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return n
	case *ast.SequenceNode:
		for _, v := range n.Values {
			if f := fraction(v); f != nil {
				return f
			}
		}
	}
	return nil
}

// wantsWhole says whether a setting is made of whole numbers.
func wantsWhole(key string) bool {
	if !slices.Contains(configKeys(), key) { // a shortcut
		return false
	}
	var cfg train.Config
	t := configField(&cfg, key).Type()
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() != reflect.Float64 && t.Kind() != reflect.Map && t.ConvertibleTo(reflect.TypeFor[int]()) && t.Kind() != reflect.String
}

func isEmptyMap(n ast.Node) bool {
	m, ok := n.(*ast.MappingNode)
	return ok && len(m.Values) == 0
}
