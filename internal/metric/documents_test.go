package metric

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"mekiki/internal/metric/batch"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// The tables of docs/math.md have a row of everything that a user can name.
func TestDocumentsNameEverything(t *testing.T) {
	raw, err := os.ReadFile("../../docs/math.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	want := func(row, what string) {
		t.Helper()
		if !strings.Contains(text, row) {
			t.Errorf("docs/math.md says nothing of %s: %q is missing", what, row)
		}
	}
	for _, d := range distance.All() {
		want(fmt.Sprintf("\n| `%s` | `%s` | ", d.Name, d.Symbol), "the distance "+d.Name)
	}
	for _, name := range triplet.PresetNames() {
		want(fmt.Sprintf("\n| `%s` | ", name), "the loss "+name)
	}
	for _, name := range batch.Names() {
		want(fmt.Sprintf("\n| `%s` | ", name), "the loss "+name)
	}
	for _, name := range batch.MinerNames() {
		want(fmt.Sprintf("\n| `%s` | ", name), "the miner "+name)
	}
	_, functions, _ := strings.Cut(text, "\n| functions |")
	functions, _, _ = strings.Cut(functions, "\n")
	for _, name := range formula.Functions() {
		if !strings.Contains(functions, "`"+name+"`") && !strings.Contains(functions, "`"+name+"(") {
			t.Errorf("docs/math.md says nothing of the function %s", name)
		}
	}
}
