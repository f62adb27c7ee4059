package evaluation

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/schema"
)

// TestLikeEncodingJSON: where all numbers are finite, a file must agree with
// encoding/json on the very structs that a report holds.
func TestLikeEncodingJSON(t *testing.T) {
	doc, err := newDocument(example(20))
	if err != nil {
		t.Fatal(err)
	}
	got, err := schema.Table{Schema()}.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	std, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"schema":"mekiki/report/1",` + strings.ReplaceAll(string(std), `"warnings":null`, `"warnings":[]`)[1:]
	if string(got) != want {
		t.Errorf("differs from encoding/json:\n%s", cmp.Diff(want, string(got)))
	}
}
