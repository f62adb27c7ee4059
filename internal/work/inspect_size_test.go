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
		size, defect, roi, scales string
		high, wide, top           int
		two                       bool
	}{
		{"auto", "", "", autoScales, 256, 528, 0, false},
		{"auto", "30px", "", autoScales, 288, 608, 13, false}, // 3.6 places, squared
		{"auto", "500", "", autoScales, 256, 528, 21, false},  // 1 % of 32 x 66
		{"auto", "", "0%,0%,50%,50%", autoScales, 144, 304, 0, false},
		{"64x96", "", "", autoScales, 64, 96, 0, false},
		{"64x96", "", "", twoScales, 64, 96, 0, true},
		{"512x640", "", "", autoScales, 512, 640, 0, true},
		{"512x640", "", "", oneScale, 512, 640, 0, false},
		{"513x640", "", "", autoScales, 513, 640, 0, false},
		{"auto", "", "", twoScales, 288, 608, 0, true},
	} {
		cfg := NewInspectFitConfig()
		cfg.Size, cfg.Defect, cfg.ROI, cfg.Scales = c.size, c.defect, c.roi, c.scales
		v, err := cfg.view(&desk.Desk{Sink: desk.Silent{}}, e, files)
		if err != nil || v.in.Height != c.high || v.in.Width != c.wide || v.top != c.top || v.two != c.two {
			t.Errorf("%v: %+v, %v", c, v, err)
		}
	}
	for want, change := range map[string]func(c *InspectFitConfig){
		"extent of a defect":   func(c *InspectFitConfig) { c.Defect = "big" },
		"position is \"here\"": func(c *InspectFitConfig) { c.Position = "here" },
		"scales is":            func(c *InspectFitConfig) { c.Scales = "3" },
		"must be even":         func(c *InspectFitConfig) { c.Size, c.Scales = "65x64", "2" },
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
