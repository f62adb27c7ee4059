package work

import (
	"context"
	"path/filepath"
	"time"

	"mekiki/internal/drawn"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/inspection"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/settings"
)

// Names in the folder of a demo.
const (
	demoParts     = "parts"
	demoInspector = "ring.mekiki"
	demoReport    = "test"
)

// inspectDemoKind is what InspectDemo leaves.
var inspectDemoKind = folder.Kind{What: lang.T("a demo of inspection"), Name: "inspect", Files: []string{demoInspector}}

// InspectDemoConfig is what the demo of inspection needs.
type InspectDemoConfig struct {
	Workers int    `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Seed    uint64 `yaml:"seed" json:"seed" help:"parts of another seed are others"`
	folder.Choice
}

// NewInspectDemoConfig has the usual settings.
func NewInspectDemoConfig() InspectDemoConfig { return InspectDemoConfig{Seed: 2026} }

// InspectDemoed is what the demo of inspection shows.
type InspectDemoed struct {
	// About says that no part is real.
	About     string `json:"about"`
	Folder    string `json:"folder"`
	Parts     string `json:"parts"` // the folder of pictures
	Inspector string `json:"inspector"`
	Report    string `json:"report"`
	Learned   int    `json:"learned"` // good parts
	// Figures are those of the test, on parts that it has not seen.
	Figures *risk.Figures `json:"figures"`
	Seconds float64       `json:"seconds"`
}

// InspectDemo draws parts, learns good ones, and tests the inspector on others. The size
// of all is such that it takes some seconds.
func InspectDemo(ctx context.Context, at *desk.Desk, c InspectDemoConfig) (*InspectDemoed, error) {
	if err := settings.Threads(c.Workers); err != nil {
		return nil, err
	}
	held, err := folder.Open(inspectDemoKind, c.Choice)
	if err != nil {
		return nil, err
	}
	defer held.Release()
	began := time.Now()
	parts, fitted, err := learnDrawn(ctx, at, held.Dir, drawnRings{Good: 40, TestGood: 30, Bad: 30, Seed: c.Seed}, c.Workers)
	if err != nil {
		return nil, err
	}
	t := NewInspectTestConfig()
	t.Inspector, t.Data, t.Workers = fitted.File, filepath.Join(parts.Folder, "test"), c.Workers
	t.Choice = folder.Choice{Out: filepath.Join(held.Dir, demoReport), Overwrite: true}
	tested, err := InspectTest(ctx, at, t)
	if err != nil {
		return nil, err
	}
	return &InspectDemoed{
		About: parts.About, Folder: held.Dir, Parts: parts.Folder, Inspector: fitted.File,
		Report: filepath.Join(t.Out, inspection.HTMLFile), Learned: fitted.Good, Figures: tested.Figures, Seconds: time.Since(began).Seconds(),
	}, nil
}

// drawnRings are how many rings are drawn.
type drawnRings struct {
	Good, TestGood, Bad int
	Seed                uint64
}

// learnDrawn draws rings in dir and makes an inspector of the good ones.
func learnDrawn(ctx context.Context, at *desk.Desk, dir string, rings drawnRings, workers int) (*DrawnParts, *Fitted, error) {
	d := NewDrawPartsConfig()
	d.Kind, d.Size, d.Faintest, d.Seed = drawn.Ring, "256x256", 0.3, rings.Seed
	d.Good, d.TestGood, d.Bad = rings.Good, rings.TestGood, rings.Bad
	d.Choice = folder.Choice{Out: filepath.Join(dir, demoParts), Overwrite: true}
	parts, err := DrawParts(ctx, at, d)
	if err != nil {
		return nil, nil, err
	}
	f := NewInspectFitConfig()
	f.Good, f.Out, f.Overwrite, f.Workers = filepath.Join(parts.Folder, "train", "good"), filepath.Join(dir, demoInspector), true, workers
	f.Vectors = 1000 // a third of the usual number, for the time it takes
	fitted, err := InspectFit(ctx, at, f)
	return parts, fitted, err
}
