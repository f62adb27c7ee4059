package train

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBareHasOnlyItsOwnParameters: the others come with Preset, which reads the loss.
func TestBareHasOnlyItsOwnParameters(t *testing.T) {
	for _, name := range PresetNames() {
		bare, err := Bare(name)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := Preset(name, "")
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range bare.Params {
			if whole.Params[k] != v {
				t.Errorf("%s: %s is %v, bare %v", name, k, whole.Params[k], v)
			}
		}
		if len(whole.Params) == 0 {
			t.Errorf("%s: its loss has no parameters", name)
		}
		bare.Params = whole.Params
		if d := cmp.Diff(whole, bare); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if _, err := Bare("articel"); err == nil || !strings.Contains(err.Error(), `"article"`) {
		t.Errorf("%v", err)
	}
}

// TestLossErrorNamesTheLossOnce as whoever typed it reads it.
func TestLossErrorNamesTheLossOnce(t *testing.T) {
	_, err := Preset("article", "relu(cos_ap")
	if err == nil || strings.Count(err.Error(), "loss") != 1 {
		t.Errorf("%v", err)
	}
}
