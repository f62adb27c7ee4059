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

// mostTable is the longest table that is read, in bytes.
const mostTable = 1 << 28

// row is what a line of a table says, by column.
type row map[string]string

// table is a list in a text file: CSV with a line of column names, or JSON lines.
type table struct {
	columns []string // of which the first so many are needed
	needed  int
	example string // a row as JSON, for messages
	add     func(of row, line int) error
}

// read reads the file, and adds its rows. Errors do not name it.
func (t *table) read(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return bare(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostTable+1))
	switch {
	case err != nil:
		return bare(err)
	case len(text) > mostTable:
		return lang.Errorf("is longer than %d bytes; cut it into parts", mostTable)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return lang.Errorf("holds letters of another encoding; save it as UTF-8")
	}
	if strings.EqualFold(path.Ext(name), ".jsonl") {
		return t.jsonLines(text)
	}
	return t.csv(text)
}

// csv reads the rows of a table. Commas part the columns, or semicolons or tabs where
// the first line has those and no comma.
func (t *table) csv(text []byte) error {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(text))
	for _, sep := range []rune{';', '\t'} {
		if !bytes.ContainsRune(first, ',') && bytes.ContainsRune(first, sep) {
			r.Comma = sep
		}
	}
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return lang.Errorf("is empty; its first line names the columns, such as %s", strings.Join(t.columns[:t.needed], ","))
	}
	if err != nil {
		return csvError(err)
	}
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		if err := t.known(header[i]); err != nil {
			return lang.Errorf("line 1: %w", err)
		}
		if slices.Contains(header[:i], header[i]) {
			return lang.Errorf("line 1: column %q stands there twice", header[i])
		}
	}
	for _, need := range t.columns[:t.needed] {
		if !slices.Contains(header, need) {
			return lang.Errorf("line 1: there is no column %q; the first line names the columns: %s", need, strings.Join(t.columns, ", "))
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
		if err := t.add(of, line); err != nil {
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
func (t *table) jsonLines(text []byte) error {
	s := bufio.NewScanner(bytes.NewReader(text))
	s.Buffer(nil, 1<<20)
	line := 1
	for ; s.Scan(); line++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		of, err := t.jsonRow(s.Bytes())
		if err == nil {
			err = t.add(of, line)
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
func (t *table) jsonRow(text []byte) (row, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var values map[string]any
	if err := d.Decode(&values); err != nil || values == nil || d.More() {
		return nil, lang.Errorf("is no JSON object such as %s", t.example)
	}
	of := row{}
	for name, v := range values {
		if err := t.known(name); err != nil {
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

// known refuses a column that there is not, and names the nearest.
func (t *table) known(name string) error {
	if slices.Contains(t.columns, name) {
		return nil
	}
	if near, ok := suggest.Nearest(name, t.columns); ok {
		return lang.Errorf("unknown column %q; did you mean %q?", name, near)
	}
	return lang.Errorf("unknown column %q; there is %s", name, strings.Join(t.columns, ", "))
}
