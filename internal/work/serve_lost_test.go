package work

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
)

// TestLostRecords: a station whose records are gone while its signed heads are there does not begin anew.
func TestLostRecords(t *testing.T) {
	c := NewServeConfig()
	c.Dir = t.TempDir()
	start := func() error {
		s, err := OpenStation(t.Context(), desk.New(desk.Silent{}), c)
		if err != nil {
			return err
		}
		return s.Close()
	}
	for range 2 {
		if err := start(); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(c.Dir, store.File+"*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // a try leaves nothing that looks like records
		if err := start(); err == nil || !strings.Contains(err.Error(), "signed heads") {
			t.Errorf("%v", err)
		}
	}
}
