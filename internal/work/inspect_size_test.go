package work

import (
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/eye"
	"mekiki/internal/inspect"
	"mekiki/internal/work/desk"
)

// TestSizeOfPictures: the size goes by the pictures, their region and the smallest defect; what was
// chosen is said, and nonsense is refused before pictures are read.
func TestSizeOfPictures(t *testing.T) {
	draw := NewDrawPartsConfig()
	draw.Kind, draw.Size, draw.Good, draw.TestGood, draw.Bad, draw.Out = "weave", "300x620", 3, 1, 5, filepath.Join(t.TempDir(), "drawn")
	if _, err := DrawParts(t.Context(), &desk.Desk{Sink: desk.Silent{}}, draw); err != nil {
		t.Fatal(err)
	}
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	files, err := findPictures([]string{filepath.Join(draw.Out, "train/good")})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		size, defect, roi string
		high, wide, top   int
	}{
		{"auto", "", "", 256, 528, 0},
		{"auto", "30px", "", 288, 608, 13}, // 3.6 places, squared
		{"auto", "500", "", 256, 528, 21},  // 1 % of 32 x 66
		{"auto", "", "0%,0%,50%,50%", 144, 304, 0},
		{"64x96", "", "", 64, 96, 0},
	} {
		cfg := NewInspectFitConfig()
		cfg.Size, cfg.Defect, cfg.ROI = c.size, c.defect, c.roi
		in, top, err := cfg.input(&desk.Desk{Sink: desk.Silent{}}, e, files)
		if err != nil || in.Height != c.high || in.Width != c.wide || top != c.top {
			t.Errorf("%v: %d x %d, scores over %d, %v", c, in.Height, in.Width, top, err)
		}
	}
	for want, change := range map[string]func(c *InspectFitConfig){
		"extent of a defect":   func(c *InspectFitConfig) { c.Defect = "big" },
		"position is \"here\"": func(c *InspectFitConfig) { c.Position = "here" },
		"copies is":            func(c *InspectFitConfig) { c.Copies = "many" },
		"--defect is for":      func(c *InspectFitConfig) { c.Size, c.Defect = "64x64", "3px" },
	} {
		cfg := NewInspectFitConfig()
		cfg.Good, cfg.Out = filepath.Join(draw.Out, "train/good"), filepath.Join(t.TempDir(), "x.mekiki")
		change(&cfg)
		if _, err := InspectFit(t.Context(), &desk.Desk{Sink: desk.Silent{}}, cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if inspect.DefectPlaces != 4 {
		t.Error("the figures above are for four places")
	}
}
