package work

import (
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
)

// picturesBelow are the PNG files of a folder.
func picturesBelow(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, _ fs.DirEntry, err error) error {
		if filepath.Ext(name) == ".png" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestDrawParts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "parts")
	cfg := NewDrawPartsConfig()
	cfg.Good, cfg.TestGood, cfg.Bad, cfg.Size, cfg.Faintest = 2, 1, 11, "64x80", 0.5
	cfg.Choice = folder.Choice{Out: dir}
	d, err := DrawParts(t.Context(), desk.New(desk.Silent{}), cfg)
	if err != nil {
		t.Fatal(err)
	}
	names := picturesBelow(t, dir)
	want := slices.Sorted(slices.Values(d.Files))
	if !slices.Equal(names, want) || len(names) != 3+2*11 {
		t.Errorf("pictures %v, want %v", names, want)
	}
	if got := []float64{d.Bad[0].Faintness, d.Bad[5].Faintness, d.Bad[10].Faintness, d.Bad[1].Faintness, d.Bad[6].Faintness}; !slices.Equal(got, []float64{0, 0.25, 0.5, 0, 0.5}) {
		t.Errorf("faintness of three scratches and two dents: %v", got)
	}
	sizes := map[string]bool{}
	for _, name := range names {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(f)
		f.Close()
		if err != nil || picture.Bounds().Dx() != 80 || picture.Bounds().Dy() != 64 {
			t.Errorf("%s: %v, %v", name, picture.Bounds(), err)
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || sizes[string(b)] {
			t.Errorf("%s is a copy of another one, %v", name, err)
		}
		sizes[string(b)] = true
	}
	var kept DrawnParts
	b, err := os.ReadFile(filepath.Join(dir, DrawnFile))
	if err != nil || json.Unmarshal(b, &kept) != nil || kept.About == "" || kept.Folder != "" || len(kept.Bad) != 11 {
		t.Errorf("%s: %s, %v", DrawnFile, b, err)
	}

	// Another result takes the place of the first, with nothing of it left.
	if _, err := DrawParts(t.Context(), desk.New(desk.Silent{}), cfg); err == nil {
		t.Error("a folder with drawn parts was written into")
	}
	cfg.Kind, cfg.Good, cfg.Bad, cfg.Overwrite = "weave", 1, 1, true
	if _, err = DrawParts(t.Context(), desk.New(desk.Silent{}), cfg); err != nil {
		t.Fatal(err)
	}
	if names := picturesBelow(t, dir); len(names) != 4 {
		t.Errorf("after the second result there are %v", names)
	}
	if _, err := os.Stat(filepath.Join(dir, "test", "dent")); err == nil {
		t.Error("an empty folder of a defect is left")
	}
}

func TestDrawPartsStops(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "parts")
	cfg := NewDrawPartsConfig()
	cfg.Size, cfg.Choice = "64", folder.Choice{Out: dir}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := DrawParts(ctx, desk.New(desk.Silent{}), cfg); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("something is left of what was stopped")
	}
}

func TestDrawPartsRefuses(t *testing.T) {
	for name, change := range map[string]func(*DrawPartsConfig){
		"kind":     func(c *DrawPartsConfig) { c.Kind = "screw" },
		"number":   func(c *DrawPartsConfig) { c.Bad = -1 },
		"nothing":  func(c *DrawPartsConfig) { c.Good, c.TestGood, c.Bad = 0, 0, 0 },
		"faintest": func(c *DrawPartsConfig) { c.Faintest = 1.5 },
		"size":     func(c *DrawPartsConfig) { c.Size = "big" },
		"small":    func(c *DrawPartsConfig) { c.Size = "32x64" },
	} {
		cfg := NewDrawPartsConfig()
		cfg.Out = filepath.Join(t.TempDir(), "parts")
		change(&cfg)
		var wrong *misuse.Error
		if _, err := DrawParts(t.Context(), desk.New(desk.Silent{}), cfg); !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
