package atomicfile

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSweepClearsWhatWasKilled, and nothing else.
func TestSweepClearsWhatWasKilled(t *testing.T) {
	dir := t.TempDir()
	f, err := create(filepath.Join(dir, "model.safetensors"), heldEnding)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Minute)
	stay := map[string]bool{
		"model.safetensors": true, "mine.tmp": true, ".mine.tmp": true, ".a.0123456.tmp": true, ".a.0123456g.tmp": true, ".01234567.tmp": true,
		".young.01234567.tmp": true,
	}
	for name := range stay {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != ".young.01234567.tmp" {
			if err := os.Chtimes(filepath.Join(dir, e.Name()), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	Sweep(dir)
	Sweep(filepath.Join(dir, "there is none"))
	entries, err = os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !stay[e.Name()] {
			t.Errorf("%s is still there", e.Name())
		}
		delete(stay, e.Name())
	}
	if len(stay) > 0 {
		t.Errorf("removed: %v", stay)
	}
}
