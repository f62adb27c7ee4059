package folder

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestNewFolders(t *testing.T) {
	runs := filepath.Join(t.TempDir(), "runs")
	day := time.Date(2026, 11, 29, 23, 0, 0, 0, time.UTC)
	for i, want := range []string{"2026-11-29-1", "2026-11-29-2-map", "2026-11-29-11"} {
		got, err := newFolder(runs, day, []string{"", "map", ""}[i])
		if err != nil || got != filepath.Join(runs, want) {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
		if i == 1 { // a higher number, of another kind, and what is no number
			for _, name := range []string{"2026-11-29-10-tune", "2026-11-29-mine", "2026-11-28-50"} {
				if err := os.Mkdir(filepath.Join(runs, name), 0o777); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
