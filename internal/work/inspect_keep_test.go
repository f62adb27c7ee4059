package work

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/inspect"
)

// TestInspectTestKeep: only where it is asked for a test is kept in the file, with what it is of; verdicts stay the same to the
// bit, and what is learned later was not tested.
func TestInspectTestKeep(t *testing.T) {
	inspector, parts := drawnInspector(t)
	c := NewInspectTestConfig()
	c.Inspector, c.Data, c.Resamples = inspector, filepath.Join(parts, "test"), 20
	first := contents(t, inspector)
	if _, err := InspectTest(t.Context(), quiet(), c); err != nil || !bytes.Equal(contents(t, inspector), first) {
		t.Fatalf("a test that nobody wants to keep: %v", err)
	}
	c.Keep = true
	p, err := InspectTest(t.Context(), quiet(), c)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(first)
	s, err := InspectShow(inspector)
	if err != nil || len(s.Tests) != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
	f := p.Figures
	want := inspect.TestRecord{
		Set: "drawn/test", When: s.Tests[0].When, Inspector: hex.EncodeToString(sum[:]), Thresholds: s.Thresholds, Confidence: 0.95, Good: 3, Bad: 5, AUROC: s.Tests[0].AUROC,
		Escapes: f.Escapes, Overkill: f.Overkill, GoodReview: f.GoodReview, BadReview: f.BadReview, LeakChecked: 6,
	}
	if got := s.Tests[0]; !reflect.DeepEqual(got, want) || got.When == "" || *got.AUROC != f.Ranking.AUROC {
		t.Errorf("%+v, want %+v", got, want)
	}
	c.Keep = false
	again, err := InspectTest(t.Context(), quiet(), c)
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range again.Parts {
		if one.Score != p.Parts[i].Score || one.Verdict != p.Parts[i].Verdict {
			t.Errorf("%s: %v %v, before %v %v", one.File, one.Score, one.Verdict, p.Parts[i].Score, p.Parts[i].Verdict)
		}
	}

	c.Keep = true
	copyInto(t, filepath.Join(c.Data, "good"), filepath.Join(parts, "train", "good", "000.png"))
	if _, err := InspectTest(t.Context(), quiet(), c); err != nil {
		t.Fatal(err)
	}
	if s, err = InspectShow(inspector); err != nil || len(s.Tests) != 2 || s.Tests[1].Leaks != 1 || !slices.Equal(s.Tests[1].Leaked, []string{"good/good000.png"}) || s.Tests[1].Inspector == want.Inspector {
		t.Errorf("%+v, %v", s.Tests, err)
	}
	if err := c.keep(quiet(), want.Inspector, p); err == nil || !strings.Contains(err.Error(), "was changed while it was tested") {
		t.Errorf("another file than was tested: %v", err)
	}
	if _, err := InspectLearn(t.Context(), quiet(), InspectLearnConfig{Inspector: inspector, Bad: kinds(t, parts)[0], Accept: true}); err != nil {
		t.Fatal(err)
	}
	if s, err = InspectShow(inspector); err != nil || len(s.Tests) != 0 {
		t.Errorf("%+v, %v", s.Tests, err)
	}
}

// TestKeepIsBounded: the newest records stay.
func TestKeepIsBounded(t *testing.T) {
	var n inspect.Inspector
	for i := range 130 {
		n.Keep(inspect.TestRecord{Good: i})
	}
	if len(n.Tests) != 100 || n.Tests[0].Good != 30 || n.Tests[99].Good != 129 {
		t.Errorf("%d records, the first %d", len(n.Tests), n.Tests[0].Good)
	}
}
