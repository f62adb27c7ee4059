package work

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
)

// TestInspectRunHoldsFrozen: in the order of a folder, a copy of the picture before it is held back; a file that
// is named twice is not, nor is a copy of an earlier one.
func TestInspectRunHoldsFrozen(t *testing.T) {
	inspector, parts := drawnInspector(t)
	dir, one, other := filepath.Join(t.TempDir(), "line"), filepath.Join(parts, "test/good/000.png"), filepath.Join(parts, "test/good/001.png")
	for _, c := range []struct{ folder, from string }{{"a", one}, {"b", one}, {"c", one}, {"d", other}, {"e", one}} {
		copyInto(t, filepath.Join(dir, c.folder), c.from)
	}
	c := NewInspectRunConfig()
	c.Inspector, c.Paths = inspector, []string{dir, one, one}
	p, err := InspectRun(t.Context(), quiet(), c)
	if err != nil {
		t.Fatal(err)
	}
	var held []bool
	for _, one := range p.Parts {
		held = append(held, one.Reason == inspect.Frozen)
		if one.Reason == inspect.Frozen && one.Verdict != risk.Review {
			t.Errorf("%s is %v", one.File, one.Verdict)
		}
	}
	// The path after the folder is another file than the last one there.
	want := []bool{false, true, true, false, false, true, false}
	if len(held) != len(want) {
		t.Fatal(held)
	}
	for i := range want {
		if held[i] != want[i] {
			t.Errorf("held %v, want %v", held, want)
			break
		}
	}
}

// TestInspectTestCountsMasks: masks that are missing, empty, of another size or called otherwise are counted, and
// the others still count.
func TestInspectTestCountsMasks(t *testing.T) {
	inspector, parts := drawnInspector(t)
	var masks []string
	for _, dir := range kinds(t, parts) {
		masks = append(masks, filepath.Join(parts, "ground_truth", filepath.Base(dir), "000_mask.png"))
	}
	masked(t, masks[0], 128, 128)
	masked(t, masks[1], 64, 128)
	rename(t, masks[2], filepath.Join(filepath.Dir(masks[2]), "defect.png"))
	c := NewInspectTestConfig()
	c.Inspector, c.Data, c.Resamples = inspector, filepath.Join(parts, "test"), 0
	p, err := InspectTest(t.Context(), quiet(), c)
	if err != nil {
		t.Fatal(err)
	}
	m := p.Masks
	if m == nil || m.Used != len(masks)-3 || p.Pixels == nil || m.Empty.Count != 1 || m.Empty.One != masks[0] || m.Unfit.Count != 1 || !strings.Contains(m.Unfit.One, "is 64 high") ||
		m.Missing.Count != 1 || m.Strays.Count != 1 || !strings.HasSuffix(m.Strays.One, "defect.png") {
		t.Errorf("%+v", m)
	}
	said := ""
	for _, s := range p.Cautions() {
		said += s.String() + "\n"
	}
	for _, want := range []string{"1 bad part has no mask", "1 mask marks nothing", "1 mask cannot be used", "1 mask belongs to no picture"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	c.Masks = filepath.Join(parts, "nowhere")
	if _, err := InspectTest(t.Context(), quiet(), c); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("%v", err)
	}
}

// masked writes a mask that marks nothing.
func masked(t *testing.T, path string, high, wide int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, wide, high))); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
