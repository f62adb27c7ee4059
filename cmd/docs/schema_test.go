package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"mekiki/internal/cli"
	"mekiki/internal/schema"
)

// TestCommittedSchemas: docs/schema holds what the types say, and nothing else.
func TestCommittedSchemas(t *testing.T) {
	const cure = "write them with: go run ./cmd/docs schema docs/schema"
	files, err := schemasOf(cli.Schemas(), os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(cli.Schemas()) {
		t.Errorf("%d schemas have %d files: two have the same name", len(cli.Schemas()), len(files))
	}
	committed, err := filepath.Glob("../../docs/schema/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range committed {
		if files[filepath.Base(path)] == nil {
			t.Errorf("%s is of no schema; %s", path, cure)
		}
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join("../../docs/schema", name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("docs/schema/%s is not what the types say (%v); %s", name, err, cure)
		}
		resolved(t, want)
	}
}

func resolved(t *testing.T, file []byte) *jsonschema.Resolved {
	t.Helper()
	var s jsonschema.Schema
	if err := json.Unmarshal(file, &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

type odd struct {
	Number  float64            `json:"number"`
	Maybe   *inner             `json:"maybe"`
	Left    *inner             `json:"left,omitempty"`
	Time    *time.Time         `json:"time"`
	List    []inner            `json:"list"`
	Map     map[string]float32 `json:"map"`
	Text    text               `json:"text"`
	Pair    [2]float64         `json:"pair"`
	Hidden  func()             `json:"-"`
	Unnamed struct {
		Shown bool `json:"shown"`
	} `json:"unnamed"`
	*embeddedOdd
}

type embeddedOdd struct {
	Below int `json:"below"`
}

type inner struct {
	Value uint8 `json:"value"`
}

// text is a slice that is text in JSON.
type text []float32

func (x text) MarshalText() ([]byte, error) { return []byte(strings.Repeat("x", len(x))), nil }

// TestOddTypes: what schema.Table writes follows the schema, whatever the type; a
// change of a field does not.
func TestOddTypes(t *testing.T) {
	table := schema.Table{schema.For[odd]("odd", 2, "")}
	files, err := schemasOf(table, os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	r := resolved(t, files["odd-2.json"])
	now := time.Now()
	full := odd{
		Number: 1, Maybe: &inner{3}, Left: &inner{4}, Time: &now, List: []inner{{5}}, Map: map[string]float32{"a": 1},
		Text: text{1}, embeddedOdd: &embeddedOdd{6},
	}
	var last string
	for _, v := range []odd{{Number: math.NaN(), embeddedOdd: &embeddedOdd{}}, full} {
		b, err := table.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Validate(object(t, string(b))); err != nil {
			t.Errorf("%s: %v", b, err)
		}
		last = string(b)
	}
	for _, change := range [][2]string{
		{"odd/2", "odd/1"}, {`"number":1`, `"number":"1"`}, {`"number":1,`, ``}, {`"below":6`, `"below":6.5`},
		{`"maybe":{"value":3}`, `"maybe":{}`}, {`"left":{"value":4}`, `"left":null`}, {`"list":[`, `"list":[null,`},
		{`"map":{"a":1}`, `"map":null`}, {`"pair":[0,0]`, `"pair":[0]`}, {`"below"`, `"more":1,"below"`},
		{`"value":5`, `"value":5,"more":1`}, {`"value":5`, `"value":256`}, {`"text":"x"`, `"text":[1]`},
		{`"shown":false`, `"shown":0`},
	} {
		changed := strings.Replace(last, change[0], change[1], 1)
		if changed == last {
			t.Fatalf("%s is not in %s", change[0], last)
		}
		if err := r.Validate(object(t, changed)); err == nil {
			t.Errorf("%s in place of %s was accepted", change[1], change[0])
		}
	}
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

func TestComments(t *testing.T) {
	source := fstest.MapFS{"internal/x/x.go": {Data: []byte(`package x

// T is a type
// of two lines.
type T struct {
	// A is one, C another.
	A int
	B int // behind
	C int
	D int
}
`)}, "internal/x/x_test.go": {Data: []byte("no Go")}}
	c := comments{}
	if err := c.read(source, "mekiki/internal/x"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"T": "T is a type of two lines.", "T.A": "A is one, C another.", "T.B": "behind", "T.C": "A is one, C another.", "T.D": "",
	} {
		if got := c["mekiki/internal/x."+name]; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if err := c.read(source, "mekiki/internal/y"); err == nil {
		t.Error("a package without source was read")
	}
}
