package mekiki_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"mekiki"
)

// TestStream: a picture that is the one before it is REVIEW, from memory and from files; the same file may be
// asked for again until it is written anew, and a picture that came before the last one is no frozen camera.
func TestStream(t *testing.T) {
	dir := drawnInspector()
	n, err := mekiki.OpenInspector(filepath.Join(dir, "ring.mekiki"))
	if err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil || len(found) < 2 {
		t.Fatal(found, err)
	}
	a, b := filepath.Join(t.TempDir(), "a.png"), filepath.Join(t.TempDir(), "b.png")
	for _, path := range []string{a, b} {
		bytes, err := os.ReadFile(found[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, bytes, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	s := n.Stream()
	frozen := func(path string) bool {
		t.Helper()
		v, err := s.InspectFile(path)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := n.InspectFile(path)
		if err != nil || plain.Score != v.Score {
			t.Errorf("%s: %v, and %v without a stream: %v", path, v.Score, plain.Score, err)
		}
		if v.Reason != plain.Reason && v.Call != mekiki.Review {
			t.Errorf("%s: %s for %q", path, v.Call, v.Reason)
		}
		return v.Reason != plain.Reason
	}
	now := time.Now()
	for i, step := range []struct {
		path string
		want bool
	}{{a, false}, {a, false}, {b, true}, {found[1], false}, {a, false}, {b, true}} {
		if got := frozen(step.path); got != step.want {
			t.Errorf("step %d: frozen %v", i, got)
		}
	}
	if err := os.Chtimes(b, now, now.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if !frozen(b) {
		t.Error("a file that is written anew with the same picture is no frozen camera")
	}
	s = n.Stream()
	img := readPNG(t, found[0])
	if first, second := s.Inspect(img), s.Inspect(img); first.Reason == second.Reason || second.Call != mekiki.Review {
		t.Errorf("%q, then %q", first.Reason, second.Reason)
	}
	if first, second := n.Inspect(img), n.Inspect(img); first.Reason != second.Reason {
		t.Error("an Inspector remembers pictures")
	}
}
