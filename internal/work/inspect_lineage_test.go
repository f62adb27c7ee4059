package work

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/work/settings"
)

// TestLineage: each step says who, what came in by name, hash, side and kind, what it was made from, and the thresholds
// after it.
func TestLineage(t *testing.T) {
	inspector, parts := drawnInspector(t)
	fit := NewInspectFitConfig()
	fit.Good, fit.Bad, fit.Out, fit.By = filepath.Join(parts, "train", "good"), filepath.Join(parts, "bad"), inspector, "Y. Tanaka"
	fit.Size, fit.Vectors, fit.Overwrite = "128x128", 50, true
	stain, other := filepath.Join(parts, "test", "stain", "000.png"), filepath.Join(kinds(t, parts)[0], "000.png")
	copyInto(t, filepath.Join(fit.Bad, "stain"), stain)
	copyInto(t, fit.Bad, other)
	if _, err := InspectFit(t.Context(), quiet(), fit); err != nil {
		t.Fatal(err)
	}
	first := contents(t, inspector)
	more := filepath.Join(t.TempDir(), "overkill")
	copyInto(t, more, filepath.Join(parts, "test", "good", "000.png"))
	if _, err := InspectLearn(t.Context(), quiet(), InspectLearnConfig{Inspector: inspector, Good: more, By: "K. Sato", Accept: true}); err != nil {
		t.Fatal(err)
	}
	second := contents(t, inspector)
	moved := ThresholdsConfig{Inspector: inspector, NGFrom: settings.Amount(1e6), By: "M. Ito", Write: true}
	if _, err := InspectThresholds(t.Context(), quiet(), moved); err != nil {
		t.Fatal(err)
	}
	s, err := InspectShow(inspector)
	if err != nil || len(s.Lineage) != 3 {
		t.Fatalf("%+v, %v", s.Lineage, err)
	}
	by := func(b []byte) string {
		sum := sha256.Sum256(b)
		return hex.EncodeToString(sum[:])
	}
	for i, want := range []inspect.Step{
		{What: "fit", By: "Y. Tanaka", Good: 6, Bad: 2},
		{What: "learn", By: "K. Sato", Good: 1, Parent: by(first)},
		{What: "thresholds", By: "M. Ito", Parent: by(second)},
	} {
		got := s.Lineage[i]
		if got.What != want.What || got.By != want.By || got.Good != want.Good || got.Bad != want.Bad || got.Parent != want.Parent || len(got.Pictures) != got.Good+got.Bad || got.Thresholds == nil || got.When == "" {
			t.Errorf("step %d: %+v, want %+v", i, got, want)
		}
	}
	if s.Lineage[2].Thresholds.High != 1e6 || *s.Lineage[1].Thresholds == *s.Lineage[2].Thresholds {
		t.Errorf("%+v", s.Lineage[2].Thresholds)
	}
	p := s.Lineage[0].Pictures
	if p[0] != (inspect.Source{Name: "000.png", SHA256: by(contents(t, filepath.Join(fit.Good, "000.png")))}) {
		t.Errorf("%+v", p[0])
	}
	kinds := map[string]inspect.Source{}
	for _, one := range p[6:] {
		kinds[one.SHA256] = one
	}
	if k := kinds[by(contents(t, stain))]; !k.Bad || k.Kind != "stain" || k.Name != "stain/stain000.png" {
		t.Errorf("%+v", kinds)
	}
	if k := kinds[by(contents(t, other))]; !k.Bad || k.Kind != "" || strings.Contains(k.Name, "/") {
		t.Errorf("%+v", kinds)
	}
	if outline := inspect.Outline(s.Lineage); len(outline[0].Pictures) != 0 || outline[0].Good != 6 || len(s.Lineage[0].Pictures) != 8 {
		t.Errorf("%+v", outline)
	}
}
