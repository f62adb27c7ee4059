package report

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/eval"
)

// TestFiniteJSON: where all numbers are finite, the encoder must agree with
// encoding/json on the very structs that a report holds.
func TestFiniteJSON(t *testing.T) {
	doc, err := newDocument(example(20))
	if err != nil {
		t.Fatal(err)
	}
	got, err := finiteJSON(doc)
	if err != nil {
		t.Fatal(err)
	}
	std, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(string(std), `"warnings":null`, `"warnings":[]`); string(got) != want {
		t.Errorf("differs from encoding/json:\n%s", cmp.Diff(want, string(got)))
	}
	odd := struct {
		A float32           `json:"a"`
		B *float64          `json:"b"`
		C []float64         `json:"c,omitempty"`
		D [2]float64        `json:"d"`
		E map[string]any    `json:"e"`
		F eval.Interval     `json:"f,omitzero"`
		G time.Time         `json:"g"`
		H int               `json:"-"`
		I map[string]string `json:"i"`
		J string
	}{A: float32(math.Inf(-1)), D: [2]float64{math.NaN(), 1}, E: map[string]any{"z": math.NaN(), "a": nil}, J: "<"}
	got, err = finiteJSON(odd)
	want := `{"a":null,"b":null,"d":[null,1],"e":{"a":null,"z":null},"g":"0001-01-01T00:00:00Z","i":{},"J":"\u003c"}`
	if err != nil || string(got) != want {
		t.Errorf("%s (%v), want %s", got, err, want)
	}
	if _, err := finiteJSON(struct{ F func() }{}); err == nil {
		t.Error("a function was encoded")
	}
}
