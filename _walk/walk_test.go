package walk

import (
	"path/filepath"
	"testing"
)

func TestDemo(t *testing.T) {
	t.Parallel()
	chrome := browser(t)
	dir := t.TempDir()
	s := demo(t, dir)
	for _, w := range languages {
		t.Run("operator/"+w.lang, func(t *testing.T) { operator(t, chrome, s, w) })
	}
	t.Run("engineer", func(t *testing.T) { engineer(t, chrome, s, "en") })
	t.Run("statistics", func(t *testing.T) { statistics(t, chrome, s) })
	t.Run("report", func(t *testing.T) { report(t, chrome, s) })
	t.Run("engineer/ja", func(t *testing.T) { japanese(t, chrome, s) })
	t.Run("control", func(t *testing.T) { back(t, chrome, s, filepath.Join(dir, "plant")) })
	s.stop()
	mekiki(t, "station", "verify", filepath.Join(dir, "plant"))
}

// TestEngineerInJapanese is the same day at another demo, for whoever reads Japanese.
func TestEngineerInJapanese(t *testing.T) {
	t.Parallel()
	chrome := browser(t)
	engineer(t, chrome, demo(t, t.TempDir()), "ja")
}

// demo is a demo with parts that have names, in the folder plant of dir.
func demo(t *testing.T, dir string) *station {
	t.Helper()
	mekiki(t, "inspect", "draw", "--good", "1", "--test-good", "4", "--bad", "8", "--faintest", "0.3", "--seed", "5", "--out", filepath.Join(dir, "parts"))
	s := serve(t, "--demo", "--one-in-ok", "1", "--dir", filepath.Join(dir, "plant"))
	for name, picture := range drawn(t, filepath.Join(dir, "parts")) {
		s.post(t, name, picture, "")
	}
	return s
}
