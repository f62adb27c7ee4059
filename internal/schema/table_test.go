package schema

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

type pair struct {
	Value float64 `json:"value"`
}

// odd holds what encoding/json would refuse or write otherwise.
type odd struct {
	A float32           `json:"a"`
	B *float64          `json:"b"`
	C []float64         `json:"c,omitempty"`
	D [2]float64        `json:"d"`
	E map[string]any    `json:"e"`
	F pair              `json:"f,omitzero"`
	G time.Time         `json:"g"`
	H int               `json:"-"`
	I map[string]string `json:"i"`
	J string
	K shout `json:"k"`
	*pair
}

// shout is a slice that is text in JSON.
type shout []float32

func (s shout) MarshalText() ([]byte, error) { return []byte(strings.Repeat("!", len(s))), nil }

type empty struct{}

type broken struct{ F func() }

var table = Table{For[odd]("odd", 3, ""), For[empty]("empty", 1, ""), For[broken]("broken", 1, "")}

func TestMarshal(t *testing.T) {
	v := odd{
		A: float32(math.Inf(-1)), D: [2]float64{math.NaN(), 1}, E: map[string]any{"z": math.NaN(), "a": nil},
		J: "<", K: shout{1, 2}, pair: &pair{2},
	}
	const want = `{"schema":"mekiki/odd/3","a":null,"b":null,"d":[null,1],"e":{"a":null,"z":null},` +
		`"g":"0001-01-01T00:00:00Z","i":{},"J":"\u003c","k":"!!","value":2}`
	for _, v := range []any{v, &v} {
		if got, err := table.Marshal(v); err != nil || string(got) != want {
			t.Errorf("%s (%v), want %s", got, err, want)
		}
	}
	if got, err := table.Marshal(empty{}); err != nil || string(got) != `{"schema":"mekiki/empty/1"}` {
		t.Errorf("%s (%v)", got, err)
	}
	if _, err := table.Marshal(broken{}); err == nil {
		t.Error("a function was encoded")
	}
	var lines bytes.Buffer
	if err := table.Write(&lines, v, "  "); err != nil || !json.Valid(lines.Bytes()) ||
		!strings.HasPrefix(lines.String(), "{\n  \"schema\": \"mekiki/odd/3\",\n") || !strings.HasSuffix(lines.String(), "}\n") {
		t.Errorf("%s (%v)", lines.String(), err)
	}
	if f := table[0].File(); f != "odd-3.json" {
		t.Errorf("file %s", f)
	}
}

// TestUnlisted: what no table lists cannot be written.
func TestUnlisted(t *testing.T) {
	for _, v := range []any{pair{}, nil, map[string]int{}, 3} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T was written", v)
				}
			}()
			_, _ = table.Marshal(v)
		}()
	}
}
