package work

import (
	"context"
	"strconv"
	"time"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partanalysis"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// analyzed is what InspectAnalyze leaves.
var analyzed = folder.Kind{What: lang.T("an analysis of distances"), Name: "inspect", Files: []string{partanalysis.HTMLFile, partanalysis.JSONFile}}

// InspectAnalyzeConfig is what the analysis of an inspector's distances needs.
type InspectAnalyzeConfig struct {
	Inspector string `json:"inspector"`
	Good      string `yaml:"good" json:"good,omitempty" value:"folder" help:"folder of good pictures that the inspector does not know (default: those that it keeps, each judged by what was learned from others)"`
	Bad       string `yaml:"bad" json:"bad,omitempty" value:"folder" help:"folder of pictures of known bad parts; folders in it are kinds (default: those that the inspector keeps)"`
	Data      string `yaml:"data" json:"data,omitempty" value:"folder" help:"folder with a folder for each kind, good and others for what is bad, in place of --good and --bad"`
	Masks     string `yaml:"masks" json:"masks,omitempty" value:"folder" help:"masks of the defects in folders of the same names (default: ground_truth beside the data, if it is there)"`
	Made      int    `yaml:"made" json:"made" help:"how many pictures with a made-up defect of each strength, 0 to 1000"`
	Shown     int    `yaml:"shown" json:"shown" help:"most pictures on the page that only one distance sees, of each, 0 to 50"`
	Resamples int    `yaml:"resamples" json:"resamples" help:"bootstrap resamples, 100 to 100000"`
	Workers   int    `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Seed      uint64 `yaml:"seed" json:"seed" help:"of made-up defects, chosen places and the bootstrap"`
	folder.Choice
}

// NewInspectAnalyzeConfig has the usual settings.
func NewInspectAnalyzeConfig() InspectAnalyzeConfig {
	return InspectAnalyzeConfig{Made: 28, Shown: 4, Resamples: 1000, Seed: 1}
}

// check refuses what no pictures can make right.
func (c *InspectAnalyzeConfig) check() error {
	switch {
	case c.Data != "" && (c.Good != "" || c.Bad != ""):
		return misuse.Errorf("--data says what is good and bad by its folders; leave out --good and --bad, or --data")
	case c.Masks != "" && c.Data == "" && c.Bad == "":
		return misuse.Errorf("--masks are those of bad parts; give --bad or --data too")
	case c.Made < 0 || c.Made > 1000:
		return misuse.Errorf("made is %d; it must lie between 0 and 1000", c.Made)
	case c.Shown < 0 || c.Shown > 50:
		return misuse.Errorf("shown is %d; it must lie between 0 and 50", c.Shown)
	case c.Resamples < 100 || c.Resamples > 100_000:
		return misuse.Errorf("resamples is %d; it must lie between 100 and 100000", c.Resamples)
	}
	return settings.Threads(c.Workers)
}

// settings are those that the page names.
func (c *InspectAnalyzeConfig) settings() []kit.Setting {
	return []kit.Setting{
		{Key: "good", Value: c.Good}, {Key: "bad", Value: c.Bad}, {Key: "data", Value: c.Data}, {Key: "masks", Value: c.Masks},
		{Key: "made", Value: strconv.Itoa(c.Made)}, {Key: "resamples", Value: strconv.Itoa(c.Resamples)}, {Key: "seed", Value: strconv.FormatUint(c.Seed, 10)},
	}
}

// InspectAnalyze holds the distances of an inspector against each other: on good pictures, on made-up
// defects and on known bad parts. With Out it writes a page.
func InspectAnalyze(ctx context.Context, at *desk.Desk, c InspectAnalyzeConfig) (*partanalysis.Page, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	n, err := inspect.Open(c.Inspector)
	if err != nil {
		return nil, err
	}
	if c.Out != "" {
		held, err := folder.Open(analyzed, c.Choice)
		if err != nil {
			return nil, err
		}
		defer held.Release()
	}
	w := &inspectAnalysis{InspectAnalyzeConfig: c, n: n.FineOnly(), scales: n.Scales(), workers: search.Workers(c.Workers)}
	if err := w.find(); err != nil {
		return nil, err
	}
	if err := w.look(ctx, at); err != nil {
		return nil, err
	}
	at.Lap("look at pictures")
	p := &partanalysis.Page{
		Lang: at.Lang, Version: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(),
		Inspector: c.Inspector, Distance: n.Formula(), Settings: c.settings(),
	}
	if err := w.fill(p); err != nil {
		return nil, err
	}
	at.Lap("compute figures")
	p.Timings = at.Timings()
	if c.Out == "" {
		return p, nil
	}
	return p, partanalysis.Write(c.Out, p)
}
