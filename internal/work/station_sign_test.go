package work

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/work/desk"
)

// TestHeadOfTheDayIsPrinted: a station prints the head that it signs, once a day, as its statement has it.
func TestHeadOfTheDayIsPrinted(t *testing.T) {
	c := NewServeConfig()
	c.Dir = t.TempDir()
	var printed []string
	for range 2 {
		h := &heard{}
		s, err := OpenStation(t.Context(), desk.New(h), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for _, n := range h.notes {
			if strings.HasPrefix(n, "head of the audit ") {
				printed = append(printed, n)
			}
		}
	}
	heads, err := filepath.Glob(filepath.Join(c.Dir, stationHeads, "*.txt"))
	if err != nil || len(printed) != len(heads) { // two where midnight has come between
		t.Fatalf("%q, %q, %v", printed, heads, err)
	}
	for i, path := range heads {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var seq int
		var hash string
		if _, err := fmt.Sscanf(strings.ReplaceAll(printed[i], ":", " "), "head of the audit %d %s", &seq, &hash); err != nil || len(strings.TrimSuffix(hash, ",")) != 64 {
			t.Fatalf("%q: %v", printed[i], err)
		}
		if !strings.Contains(string(text), strings.TrimSuffix(hash, ",")) || !strings.Contains(printed[i], path) {
			t.Errorf("printed %q, signed %q at %v", printed[i], text, time.Now())
		}
	}
}
