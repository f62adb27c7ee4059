package work

import (
	"context"
	"slices"
	"strings"
	"time"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/plot"
	"mekiki/internal/report/analysis"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// TripletParts are the parts of triplets that can be looked at.
var TripletParts = []string{"test", "val", "train", "all"}

// analysisKind is what Analyze leaves.
var analysisKind = folder.Kind{What: lang.T("an analysis"), Name: "analysis", Files: []string{analysis.HTMLFile, analysis.JSONFile}}

// AnalyzeConfig is what a look at distances over triplets needs.
type AnalyzeConfig struct {
	// Run says which triplets there are, and the loss.
	Run       settings.Choice
	Raw       bool     `yaml:"raw" json:"raw,omitempty" help:"measure raw pixels, v/255; the default without --model"`
	Model     string   `yaml:"model" json:"model,omitempty" short:"m" value:"file" help:"measure the embeddings of this model file"`
	Part      string   `yaml:"part" json:"part" help:"part of the triplets: test, val, train or all; choose coefficients on train or val only"`
	Distances []string `yaml:"distance" json:"distance" comma:"yes" help:"distances to measure, separated by commas; the first two are compared"`
	Bins      int      `yaml:"bins" json:"bins" help:"bins of the histograms"`
	folder.Choice
}

// NewAnalyzeConfig has the usual settings.
func NewAnalyzeConfig() AnalyzeConfig {
	return AnalyzeConfig{Part: testPart, Distances: triplets.DefaultDistances(), Bins: plot.DefaultBins}
}

// check refuses what no data can make right.
func (f *AnalyzeConfig) check() error {
	switch {
	case f.Raw && f.Model != "":
		return misuse.Errorf("raw and model exclude each other; give one of them")
	case !slices.Contains(TripletParts, f.Part):
		return misuse.Unknown(lang.T("part"), f.Part, TripletParts)
	case f.Bins < 1 || f.Bins > 10000:
		return misuse.Errorf("bins is %d; it must lie between 1 and 10000", f.Bins)
	case len(f.Distances) == 0:
		return misuse.Errorf("distance is empty; name at least one, such as cosine")
	}
	return fullNames(f.Distances)
}

// fullNames makes the names of distances of what may be symbols, as formulas have them.
func fullNames(distances []string) error {
	for i, name := range distances {
		full, err := distance.FullName(strings.TrimSpace(name))
		if err != nil {
			return &misuse.Error{Err: err}
		}
		if slices.Contains(distances[:i], full) {
			return misuse.Errorf("distance names %s twice; leave one of them out", full)
		}
		distances[i] = full
	}
	return nil
}

// Analyzed is what Analyze found.
type Analyzed struct {
	*triplets.Result
	// Data names the data, Part the part of its triplets, Loss the loss that was looked
	// at.
	Data, Part, Loss string
	// Dir holds the page and its files.
	Dir string
}

// Analyze measures distances over triplets and writes a page.
func Analyze(ctx context.Context, at *desk.Desk, cfg AnalyzeConfig) (*Analyzed, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	run, err := cfg.Run.Resolve("")
	if err != nil {
		return nil, err
	}
	held, err := folder.Open(analysisKind, cfg.Choice)
	if err != nil {
		return nil, err
	}
	defer held.Release()
	s, err := gatherAnalysed(ctx, at, cfg, run.Config)
	if err != nil {
		return nil, err
	}
	in, err := (&view{cfg.Model, s.model}).ofTriplets(ctx, s.triplets, run.Folder().Limit(), run.Workers)
	if err != nil {
		return nil, err
	}
	s.lapVectors(at)
	result, err := triplets.Run(ctx, in, triplets.Options{Distances: cfg.Distances, Loss: s.loss, Mahalanobis: s.fit, Workers: run.Workers})
	if err != nil {
		return nil, lang.Errorf("%s: %w", s.origin, err)
	}
	at.Lap("analyse")
	page, err := s.page(result, cfg)
	if err != nil {
		return nil, err
	}
	page.Lang, page.Version, page.Machine, page.Command, page.Time = at.Lang, at.Program, at.Machine, at.Command, time.Now()
	page.Timings = at.Timings()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := analysis.Write(held.Dir, page); err != nil {
		return nil, err
	}
	at.Lap("write")
	loss := s.loss.String()
	if loss == "" {
		loss = s.lossTitle() // no formula: the name says more than nothing
	}
	return &Analyzed{result, s.data, s.part, loss, held.Dir}, nil
}
