package work

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/search"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// InspectTestConfig is what a test of an inspector needs.
type InspectTestConfig struct {
	Inspector  string  `json:"inspector"`
	Data       string  `yaml:"data" json:"data" value:"folder" help:"folder with a folder for each kind: good, and others for what is bad"`
	Masks      string  `yaml:"masks" json:"masks,omitempty" value:"folder" help:"masks of the defects in folders of the same names (default: ground_truth beside the data, if it is there)"`
	Confidence float64 `yaml:"confidence" json:"confidence" help:"of limits and intervals, above 0 and below 1"`
	Resamples  int     `yaml:"resamples" json:"resamples" help:"bootstrap resamples, 0 to 100000"`
	Workers    int     `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Seed       uint64  `yaml:"seed" json:"seed" help:"of the bootstrap"`
}

// NewInspectTestConfig has the usual settings.
func NewInspectTestConfig() InspectTestConfig {
	return InspectTestConfig{Confidence: 0.95, Resamples: 1000, Seed: 1}
}

// goodFolder is the folder of good parts in a test; all others hold bad ones.
const goodFolder = "good"

// InspectTested is what a test found.
type InspectTested struct {
	Inspector string              `json:"inspector"`
	Distance  string              `json:"distance"`
	Data      string              `json:"data"`
	Figures   *risk.Figures       `json:"figures"`
	Pixels    *risk.PixelFigures  `json:"pixels,omitempty"` // nil without masks
	Guarded   int                 `json:"guarded"`          // pictures that the guard did not let be judged
	Needed    []risk.NeededParts  `json:"needed"`
	Parts     []InspectTestedPart `json:"parts"`
	// Broken are pictures that could not be read; they are in no figure.
	Broken []InspectedPart `json:"broken,omitempty"`
}

// InspectTestedPart is a judged picture whose truth is known.
type InspectTestedPart struct {
	InspectedPart
	Kind string `json:"kind"` // good, or the folder
}

// InspectTest judges pictures whose truth is known by their folders.
func InspectTest(ctx context.Context, at *desk.Desk, c InspectTestConfig) (*InspectTested, error) {
	switch {
	case c.Inspector == "" || c.Data == "":
		return nil, misuse.Errorf("inspect test needs an inspector and --data FOLDER: mekiki inspect test bracket.mekiki --data test")
	case !(c.Confidence > 0 && c.Confidence < 1):
		return nil, misuse.Errorf("confidence is %v; it must lie above 0 and below 1, such as 0.95", c.Confidence)
	case c.Resamples < 0 || c.Resamples > 100_000:
		return nil, misuse.Errorf("resamples is %d; it must lie between 0 and 100000", c.Resamples)
	}
	if err := settings.Threads(c.Workers); err != nil {
		return nil, err
	}
	n, err := inspect.Open(c.Inspector)
	if err != nil {
		return nil, err
	}
	files, err := findPictures([]string{c.Data})
	if err != nil {
		return nil, err
	}
	parts, err := judged(ctx, at, n, files, search.Workers(c.Workers))
	if err != nil {
		return nil, err
	}
	t := &InspectTested{Inspector: c.Inspector, Distance: n.Formula(), Data: c.Data, Needed: risk.NeededTable(c.Confidence)}
	if err := t.sort(c.Data, parts); err != nil {
		return nil, err
	}
	var rows []risk.Part
	for _, p := range t.Parts {
		rows = append(rows, risk.Part{Score: p.Score, Bad: p.Kind != goodFolder, Kind: p.Kind, Guarded: p.Reason != ""})
	}
	t.Figures, err = risk.Test(rows, risk.Options{Thresholds: n.Thresholds, Confidence: c.Confidence, Resamples: c.Resamples, Seed: c.Seed})
	if err != nil {
		return nil, err
	}
	t.Pixels, err = t.pixels(n, c)
	return t, err
}

// sort gives each picture the kind that its folder says.
func (t *InspectTested) sort(root string, parts []InspectedPart) error {
	names := within(root, paths(parts))
	for i, p := range parts {
		kind, _, inside := strings.Cut(names[i], "/")
		switch {
		case !inside:
			return lang.Errorf("%s lies in no folder that says what it is; a test has a folder named good, and others for bad parts", p.File)
		case p.Error != "":
			t.Broken = append(t.Broken, p)
			continue
		case p.Reason != "":
			t.Guarded++
		}
		t.Parts = append(t.Parts, InspectTestedPart{p, kind})
	}
	return nil
}

func paths(parts []InspectedPart) []string {
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = p.File
	}
	return list
}

// pixels compares maps with masks, where there are some.
func (t *InspectTested) pixels(n *inspect.Inspector, c InspectTestConfig) (*risk.PixelFigures, error) {
	folder := c.Masks
	if folder == "" {
		folder = filepath.Join(filepath.Dir(filepath.Clean(c.Data)), "ground_truth")
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	}
	pixels, masks := risk.NewPixels(), 0
	for _, p := range t.Parts {
		var mask []uint8
		if p.Kind != goodFolder {
			var err error
			if mask, err = maskOf(folder, p.Kind, p.File, n); err != nil {
				return nil, err
			}
			if mask == nil {
				continue
			}
			masks++
		}
		pixels.Add(p.Enlarged(n.Input.Height, n.Input.Width), mask, n.Input.Width)
	}
	if masks == 0 {
		return nil, nil
	}
	return pixels.Figures(), nil
}

// maskNames are how the mask of NAME.EXT is called.
var maskNames = []string{"_mask.png", ".png"}

// maskOf reads the mask of a picture, or nil where it has none.
func maskOf(folder, kind, file string, n *inspect.Inspector) ([]uint8, error) {
	stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	for _, end := range maskNames {
		path := filepath.Join(folder, kind, stem+end)
		if _, err := os.Stat(path); err != nil {
			continue
		}
		dir, name := data.SplitPath(file)
		shown, err := data.OpenPicture(file, n.Input)
		if err != nil {
			return nil, lang.Errorf("%s: %w", filepath.Join(dir, name), err)
		}
		maskDir, maskName := data.SplitPath(path)
		mask, err := data.Preparation(n.Input).ReadMask(os.DirFS(maskDir), maskName, shown.H, shown.W)
		if err != nil {
			return nil, lang.Errorf("%s: %w", path, err)
		}
		return mask, nil
	}
	return nil, nil
}
