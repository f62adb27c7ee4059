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
	demoMissed    = "missed"
	demoBad       = "bad" // in it
	demoTaught    = "ring-taught.mekiki"
)

// inspectDemoKind is what InspectDemo leaves.
var inspectDemoKind = folder.Kind{What: lang.T("a demo of inspection"), Name: "inspect", Files: []string{demoInspector, demoTaught}}

// InspectDemoConfig is what the demo of inspection needs.
type InspectDemoConfig struct {
	Size    string `yaml:"size" json:"size" help:"size of the pictures, as in inspect draw; small ones are quick, and show less"`
	Workers int    `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Seed    uint64 `yaml:"seed" json:"seed" help:"parts of another seed are others"`
	folder.Choice
}

// NewInspectDemoConfig has the usual settings.
func NewInspectDemoConfig() InspectDemoConfig { return InspectDemoConfig{Size: "256x256", Seed: 2026} }

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
	// Lesson is what it learned of the kind of defect that it missed most; nil where it missed none.
	Lesson  *DemoLesson `json:"lesson,omitempty"`
	Seconds float64     `json:"seconds"`
}

// DemoLesson is what an inspector learns of parts of a kind that it missed.
type DemoLesson struct {
	Kind string `json:"kind"`
	// Given are bad parts of the kind with masks, in the folder Missed; they are not those of the test. Inspector
	// is what has learned.
	Given     int    `json:"given"`
	Missed    string `json:"missed"`
	Inspector string `json:"inspector"`
	// Before and After are verdicts on the good parts of the test and on the bad ones of the kind.
	Before KnownVerdicts `json:"before"`
	After  KnownVerdicts `json:"after"`
}

// demoFaintest is the faintness of the faintest defect, demoGiven how many missed parts are learned from.
const (
	demoFaintest = 0.3
	demoGiven    = 8
)

// InspectDemo draws parts, learns good ones, tests the inspector on others, and teaches it the kind
// of defect that it missed most. The size of all is such that it takes some seconds.
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
	parts, fitted, err := learnDrawn(ctx, at, held.Dir, drawnRings{Size: c.Size, Good: 40, TestGood: 30, Bad: 30, Seed: c.Seed}, c.Workers)
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
	lesson, err := c.lesson(ctx, at, held.Dir, parts, tested)
	if err != nil {
		return nil, err
	}
	return &InspectDemoed{
		About: parts.About, Folder: held.Dir, Parts: parts.Folder, Inspector: fitted.File, Lesson: lesson,
		Report: filepath.Join(t.Out, inspection.HTMLFile), Learned: fitted.Good, Figures: tested.Figures, Seconds: time.Since(began).Seconds(),
	}, nil
}

// drawnRings are how many rings are drawn.
type drawnRings struct {
	Size                string
	Good, TestGood, Bad int
	Seed                uint64
}

// learnDrawn draws rings in dir and makes an inspector of the good ones.
func learnDrawn(ctx context.Context, at *desk.Desk, dir string, rings drawnRings, workers int) (*DrawnParts, *Fitted, error) {
	d := NewDrawPartsConfig()
	d.Kind, d.Size, d.Faintest, d.Seed = drawn.Ring, rings.Size, demoFaintest, rings.Seed
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
