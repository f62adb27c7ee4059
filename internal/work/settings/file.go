package settings

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
	"mekiki/internal/work/misuse"
)

// maxConfig is the longest config file, in bytes.
const maxConfig = 1 << 20

// KeysIn are the keys of a config file or run.json; an error says why it is none.
func KeysIn(path string) ([]string, error) { return load(path, &file{}) }

// load sets in cfg what the config file says and returns its keys. A
// saved run.json is a config file too: JSON is YAML.
func load(path string, cfg *file) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, lang.Errorf("config file: %w", err)
	}
	defer f.Close()
	keys, err := readConfig(f, cfg)
	if err != nil {
		return nil, misuse.Errorf("config file %s: %w", path, err)
	}
	return keys, nil
}

// readConfig reads keys and values by the parser of the library, and gives the
// values their types itself: the library takes an empty value for 0 and 010 for 8.
func readConfig(r io.Reader, cfg *file) ([]string, error) {
	text, err := configText8(r)
	if err != nil {
		return nil, err
	}
	values, err := yamlValues(text)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, v := range values {
		token := v.Key.GetToken()
		key, line := token.Value, token.Position.Line
		if err := knownKey(key); err != nil {
			return nil, lang.Errorf("line %d: %w", line, err)
		}
		if slices.Contains(keys, key) {
			return nil, lang.Errorf("line %d: %s stands there twice; leave one of them out", line, key)
		}
		if at, err := cfg.set(key, v.Value); err != nil {
			return nil, lang.Errorf("line %d: %w", max(at, line), err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// configText8 is the text of a config file, without a byte order mark.
func configText8(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxConfig+1))
	if err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case len(text) > maxConfig:
		return nil, lang.Errorf("longer than %d bytes; this is another kind of file", maxConfig)
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}) || bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		return nil, lang.Errorf("is written in UTF-16; save it as UTF-8")
	}
	for i, line := range bytes.Split(text, []byte("\n")) {
		switch {
		case bytes.IndexByte(line, 0) >= 0:
			return nil, lang.Errorf("line %d: holds bytes that are no text; save the file as UTF-8, if it is a config file", i+1)
		case !utf8.Valid(line):
			return nil, lang.Errorf("line %d: holds letters of another encoding; save the file as UTF-8", i+1)
		case len(line) > 0 && line[0] == '\t':
			return nil, lang.Errorf("line %d: begins with a tab; YAML wants spaces there", i+1)
		}
	}
	return text, nil
}

// yamlValues are the keys and values of the file, none if it says nothing.
func yamlValues(text []byte) ([]*ast.MappingValueNode, error) {
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxWords(err)
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
	values, ok := mapping(docs[0])
	if !ok || len(docs) > 1 {
		return nil, lang.Errorf("want one list of settings, each a line such as %q", "batch: 64")
	}
	return values, nil
}

// mapping is what a node maps, if it does. The parser gives one with a single key a
// type of its own.
func mapping(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// syntaxWords says where a text is no YAML.
func syntaxWords(err error) error {
	var at interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
		return lang.Errorf("line %d: this is no YAML: %s; want lines such as %q", at.GetToken().Position.Line, at.GetMessage(), "batch: 64")
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return lang.Errorf("this is no YAML: %s; want lines such as %q", first, "batch: 64")
}

// knownKey refuses a key that is no setting, and names the nearest.
func knownKey(key string) error {
	known := Keys()
	for _, s := range Shortcuts {
		known = append(known, s.Key)
	}
	if slices.Contains(known, key) {
		return nil
	}
	if near, ok := suggest.Nearest(key, known); ok {
		return lang.Errorf("unknown key %q; did you mean %q?", key, near)
	}
	return lang.Errorf("unknown key %q; 'mekiki train --help' lists them", key)
}
