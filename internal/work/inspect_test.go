package work

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// TestInspectTestRefuses wants settings out of range refused as wrong usage, before a file
// is opened.
func TestInspectTestRefuses(t *testing.T) {
	whole := t.TempDir()
	for _, folder := range []string{"train/good", "test/good", "ground_truth"} {
		if err := os.MkdirAll(filepath.Join(whole, folder), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func(*InspectTestConfig){
		"a whole set":        func(c *InspectTestConfig) { c.Data = whole },
		"no inspector":       func(c *InspectTestConfig) { c.Inspector = "" },
		"no data":            func(c *InspectTestConfig) { c.Data = "" },
		"a confidence of 1":  func(c *InspectTestConfig) { c.Confidence = 1 },
		"a confidence of 0":  func(c *InspectTestConfig) { c.Confidence = 0 },
		"no confidence":      func(c *InspectTestConfig) { c.Confidence = math.NaN() },
		"negative resamples": func(c *InspectTestConfig) { c.Resamples = -1 },
	} {
		c := NewInspectTestConfig()
		c.Inspector, c.Data = "nowhere.mekiki", "nowhere"
		change(&c)
		_, err := InspectTest(t.Context(), &desk.Desk{}, c)
		var wrong *misuse.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestInspectFitRefusesTap wants a layer that does not exist to be wrong usage.
func TestInspectFitRefusesTap(t *testing.T) {
	c := NewInspectFitConfig()
	c.Good, c.Out, c.Tap = goodFiles(t, 2, 0), filepath.Join(t.TempDir(), "part.mekiki"), []string{"blok4"}
	_, err := InspectFit(t.Context(), &desk.Desk{}, c)
	var wrong *misuse.Error
	if !errors.As(err, &wrong) {
		t.Errorf("%v", err)
	}
}

// TestInspectWithBadParts: no known bad part is OK, or by a limit they may set the lower threshold; what they prove is
// said, and a picture that is said to be good and bad is refused by both its names.
func TestInspectWithBadParts(t *testing.T) {
	dir := t.TempDir()
	d := NewDrawPartsConfig()
	d.Size, d.Good, d.TestGood, d.Bad, d.Faintest, d.Out = "128x128", 6, 1, 1, 0, filepath.Join(dir, "drawn")
	if _, err := DrawParts(t.Context(), &desk.Desk{Sink: desk.Silent{}}, d); err != nil {
		t.Fatal(err)
	}
	c := NewInspectFitConfig()
	c.Size, c.Vectors, c.Good, c.Bad, c.Out = "128x128", 200, filepath.Join(d.Out, "train"), filepath.Join(d.Out, "test"), filepath.Join(dir, "ring.mekiki")
	f, err := InspectFit(t.Context(), &desk.Desk{Sink: desk.Silent{}}, c)
	if err != nil || f.BadBasis != nil || f.Caught == nil || f.Caught.Bad != 2 || f.Caught.Lowest < f.Thresholds.Low {
		t.Fatalf("%+v, %v", f, err)
	}
	c.MaxEscape, c.Overwrite = 0.05, true
	if f, err = InspectFit(t.Context(), &desk.Desk{Sink: desk.Silent{}}, c); err != nil {
		t.Fatal(err)
	}
	if f.Bad != 2 || f.BadBasis == nil || f.BadBasis.Met || f.BadBasis.Bad != 2 || f.Thresholds.Low > f.Thresholds.High {
		t.Errorf("%+v, thresholds %v", f.BadBasis, f.Thresholds)
	}
	// Two bad parts are too few for the limit: they may let REVIEW begin earlier than the good parts do, never later.
	low := f.BadBasis.Threshold
	if r := f.ReviewBasis; r != nil {
		low = min(r.Threshold, f.Basis.Threshold)
	}
	if want := (risk.Thresholds{Low: low, High: f.Basis.Threshold}); f.Thresholds != want || low > f.BadBasis.Threshold {
		t.Errorf("thresholds %v, want %v, where bad parts allow %v", f.Thresholds, want, f.BadBasis.Threshold)
	}
	n, err := inspect.Open(c.Out)
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Bad) != 2 || n.BadBasis == nil || n.Thresholds != f.Thresholds {
		t.Errorf("read again: %v, %v", n.Bad, n.Thresholds)
	}
	if good, bad, size := n.Album.Kept(); good != 6 || bad != 2 || f.Album != (KeptPictures{good, bad, size}) {
		t.Errorf("%d good and %d bad pictures are kept, said are %+v", good, bad, f.Album)
	}
	c.Bad, c.Overwrite = c.Good, true
	if _, err := InspectFit(t.Context(), &desk.Desk{Sink: desk.Silent{}}, c); err == nil || !strings.Contains(err.Error(), "are the same picture") {
		t.Errorf("good pictures as bad ones: %v", err)
	}
}
