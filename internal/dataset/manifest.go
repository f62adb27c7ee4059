package dataset

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// mostManifest is the longest manifest that is read, in bytes.
const mostManifest = 1 << 28

// manifestColumns are what a manifest may say of a picture; path and label are needed.
var manifestColumns = []string{"path", "label", "object", "split", "mask"}

// row is what a line of a manifest says, by column.
type row map[string]string

// readManifest reads a list of pictures: CSV with a line of column names, or JSON
// lines. Paths lead from the folder of the manifest. Errors do not name the file.
func readManifest(fsys fs.FS, name string) (*listing, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, bare(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostManifest+1))
	switch {
	case err != nil:
		return nil, bare(err)
	case len(text) > mostManifest:
		return nil, lang.Errorf("is longer than %d bytes; cut it into parts", mostManifest)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return nil, lang.Errorf("holds letters of another encoding; save it as UTF-8")
	}
	m := &manifest{at: path.Dir(name), lines: map[string]int{}}
	if strings.EqualFold(path.Ext(name), ".jsonl") {
		err = m.jsonLines(text)
	} else {
		err = m.csv(text)
	}
	if err != nil {
		return nil, err
	}
	if len(m.items) == 0 {
		return nil, lang.Errorf("lists no pictures")
	}
	l := &listing{Items: m.items}
	if m.val > 0 {
		l.Remarks = append(l.Remarks, validationRemark(m.val))
	}
	return l, nil
}

// manifest takes rows.
type manifest struct {
	at    string // its folder
	items []Item
	lines map[string]int // where a path stood first
	val   int
	known bool // whether some row says its part
}

// csv reads the rows of a table. Commas part the columns, or semicolons or tabs where
// the first line has those and no comma.
func (m *manifest) csv(text []byte) error {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(text))
	for _, sep := range []rune{';', '\t'} {
		if !bytes.ContainsRune(first, ',') && bytes.ContainsRune(first, sep) {
			r.Comma = sep
		}
	}
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return lang.Errorf("is empty; its first line names the columns, such as path,label")
	}
	if err != nil {
		return csvError(err)
	}
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		if err := knownColumn(header[i]); err != nil {
			return lang.Errorf("line 1: %w", err)
		}
		if slices.Contains(header[:i], header[i]) {
			return lang.Errorf("line 1: column %q stands there twice", header[i])
		}
	}
	for _, need := range manifestColumns[:2] {
		if !slices.Contains(header, need) {
			return lang.Errorf("line 1: there is no column %q; the first line names the columns: %s", need, strings.Join(manifestColumns, ", "))
		}
	}
	for {
		values, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return csvError(err)
		}
		line, _ := r.FieldPos(0)
		of := row{}
		for i, v := range values {
			of[header[i]] = strings.TrimSpace(v)
		}
		if err := m.add(of, line); err != nil {
			return lang.Errorf("line %d: %w", line, err)
		}
	}
}

// csvError words an error of the reader of tables.
func csvError(err error) error {
	var p *csv.ParseError
	switch {
	case !errors.As(err, &p):
		return err
	case errors.Is(err, csv.ErrFieldCount):
		return lang.Errorf("line %d: has another number of columns than the first line; put a value with the separator in it into quotation marks", p.Line)
	}
	return lang.Errorf("line %d: quotation marks do not pair (%w)", p.Line, p.Err)
}

// jsonLines reads one object a line.
func (m *manifest) jsonLines(text []byte) error {
	s := bufio.NewScanner(bytes.NewReader(text))
	s.Buffer(nil, 1<<20)
	line := 1
	for ; s.Scan(); line++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		of, err := jsonRow(s.Bytes())
		if err == nil {
			err = m.add(of, line)
		}
		if err != nil {
			return lang.Errorf("line %d: %w", line, err)
		}
	}
	if s.Err() != nil {
		return lang.Errorf("line %d: is longer than a line may be; each picture has a line of its own", line)
	}
	return nil
}

// jsonRow reads one object; numbers are taken as they are written.
func jsonRow(text []byte) (row, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var values map[string]any
	if err := d.Decode(&values); err != nil || values == nil || d.More() {
		return nil, lang.Errorf(`is no JSON object such as {"path": "a/1.png", "label": "a"}`)
	}
	of := row{}
	for name, v := range values {
		if err := knownColumn(name); err != nil {
			return nil, err
		}
		switch v := v.(type) {
		case string:
			of[name] = v
		case json.Number:
			of[name] = v.String()
		case nil:
		default:
			return nil, lang.Errorf("%s is neither a text nor a number", name)
		}
	}
	return of, nil
}

// knownColumn refuses what no picture has, and names the nearest.
func knownColumn(name string) error {
	if slices.Contains(manifestColumns, name) {
		return nil
	}
	if near, ok := suggest.Nearest(name, manifestColumns); ok {
		return lang.Errorf("unknown column %q; did you mean %q?", name, near)
	}
	return lang.Errorf("unknown column %q; there is %s", name, strings.Join(manifestColumns, ", "))
}

// add takes over a row.
func (m *manifest) add(of row, line int) error {
	it := Item{Label: of["label"], Object: of["object"]}
	var err error
	if it.Path, err = m.within("path", of["path"]); err != nil {
		return err
	}
	if of["mask"] != "" {
		if it.Mask, err = m.within("mask", of["mask"]); err != nil {
			return err
		}
	}
	split := strings.ToLower(of["split"])
	switch {
	case it.Label == "":
		return lang.Errorf("%s has no label; give every picture the name of its class", it.Path)
	case m.lines[it.Path] > 0:
		return lang.Errorf("%s stands in line %d already; a picture is listed once", it.Path, m.lines[it.Path])
	case slices.Contains(validationNames, split):
		split, m.val = SplitTrain, m.val+1
	case split != SplitTrain && split != SplitTest && split != "":
		return lang.Errorf("split is %q; it is train, test or nothing", of["split"])
	}
	if len(m.items) > 0 && m.known != (split != "") {
		return lang.Errorf("some pictures have a split and others none; give it to all of them or to none")
	}
	it.Split, m.known = split, split != ""
	m.lines[it.Path] = line
	m.items = append(m.items, it)
	return nil
}

// within is a path from the folder of the manifest, as the file system wants it.
func (m *manifest) within(column, name string) (string, error) {
	if name == "" {
		return "", lang.Errorf("has no %s", column)
	}
	clean := path.Join(m.at, strings.ReplaceAll(name, `\`, "/"))
	if path.IsAbs(name) || !fs.ValidPath(clean) || clean == "." {
		return "", lang.Errorf("%s %s does not lie in the folder of the manifest; paths lead from there", column, name)
	}
	return clean, nil
}
