package settings

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"reflect"
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

// File is a config file that was opened: its keys and values, which have no types yet. A
// saved run.json is one too: JSON is YAML.
type File struct {
	path   string
	values []*ast.MappingValueNode
	// taken are keys of settings that are none of a run; see Fill.
	taken map[string]bool
}

// OpenFile reads a config file, once: it may be a pipe. The error of one that is not there
// is of the system, that of one that is none is a misuse.
func OpenFile(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, lang.Errorf("config file: %w", err)
	}
	defer f.Close()
	file := &File{path: path}
	if file.values, err = readValues(f); err != nil {
		return nil, file.wrong(err)
	}
	return file, nil
}

// Path is the path that the file was opened by, "" of no file.
func (f *File) Path() string {
	if f == nil {
		return ""
	}
	return f.path
}

func (f *File) wrong(err error) error { return misuse.Errorf("config file %s: %w", f.path, err) }

// KeysIn are the keys of a config file or run.json; an error says why it is none.
func KeysIn(path string) ([]string, error) {
	f, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	return f.run(&file{})
}

// Fill sets the settings in own to what the file says of them, but for those that were
// given by flags, which are only checked. ofRun says that the file may also have settings
// of a run, which Choice.Resolve reads. It returns the keys that it set. A key that is
// neither is a misuse that names the nearest; command is whose help lists them.
func (f *File) Fill(own []Setting, ofRun bool, given func(key string) bool, command string) ([]string, error) {
	var mine, known []string
	var run []string
	if ofRun {
		run = runKeys()
	}
	for _, s := range own {
		if !slices.Contains(run, s.Key) {
			mine = append(mine, s.Key)
		}
	}
	known = slices.Concat(mine, run)
	f.taken = map[string]bool{}
	var set []string
	err := f.each(known, command, func(key string, n ast.Node) (line int, err error) {
		i := slices.IndexFunc(own, func(s Setting) bool { return s.Key == key })
		if !slices.Contains(mine, key) {
			return 0, nil
		}
		f.taken[key] = true
		if given(key) {
			return setValue(reflect.New(own[i].Field.Type()).Elem(), key, n)
		}
		set = append(set, key)
		return setValue(own[i].Field, key, n)
	})
	return set, err
}

// run sets in cfg what the file says of a run and returns its keys.
func (f *File) run(cfg *file) ([]string, error) {
	var keys []string
	known := slices.AppendSeq(runKeys(), maps.Keys(f.taken))
	err := f.each(known, "mekiki train", func(key string, n ast.Node) (line int, err error) {
		if f.taken[key] {
			return 0, nil
		}
		keys = append(keys, key)
		return cfg.set(key, n)
	})
	if err != nil {
		return nil, err
	}
	return keys, nil
}

// each gives all keys and their values to set, which says what is wrong with one and in
// which line, 0 for that of the key. It refuses a key that is not known, and one that
// stands there twice.
func (f *File) each(known []string, command string, set func(key string, n ast.Node) (line int, err error)) error {
	seen := map[string]bool{}
	for _, v := range f.values {
		token := v.Key.GetToken()
		key, line := token.Value, token.Position.Line
		if err := knownKey(key, known, command); err != nil {
			return f.wrong(lang.Errorf("line %d: %w", line, err))
		}
		if seen[key] {
			return f.wrong(lang.Errorf("line %d: %s stands there twice; leave one of them out", line, key))
		}
		seen[key] = true
		if at, err := set(key, v.Value); err != nil {
			return f.wrong(lang.Errorf("line %d: %w", max(at, line), err))
		}
	}
	return nil
}

// runKeys are those of a run: its settings, and the shortcuts.
func runKeys() []string {
	keys := Keys()
	for _, s := range Shortcuts {
		keys = append(keys, s.Key)
	}
	return keys
}

// readValues reads keys and values by the parser of the library. setValue gives the values
// their types: the library takes an empty value for 0 and 010 for 8.
func readValues(r io.Reader) ([]*ast.MappingValueNode, error) {
	text, err := configText8(r)
	if err != nil {
		return nil, err
	}
	return yamlValues(text)
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
func knownKey(key string, known []string, command string) error {
	if slices.Contains(known, key) {
		return nil
	}
	if near, ok := suggest.Nearest(key, known); ok {
		return lang.Errorf("unknown key %q; did you mean %q?", key, near)
	}
	return lang.Errorf("unknown key %q; '%s --help' lists them", key, command)
}
