package work

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/report/projector"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

const (
	// mapPoints is the usual number of points of a map, and mostMapPoints the largest:
	// the page holds a picture of each.
	mapPoints, mostMapPoints = 10_000, 20_000
	// reportPoints is how many points the map in a report has: some seconds and half
	// a megabyte.
	reportPoints = 2000
)

// mapKind is what Map leaves.
var mapKind = folder.Kind{What: lang.T("a map"), Name: "map", Files: []string{projector.HTMLFile, projector.JSONFile}}

// MapConfig is what a map of embeddings in the plane needs.
type MapConfig struct {
	// Model is the model's file; Files are pictures to draw instead of a part of the
	// data set.
	Model   string   `json:"model,omitempty"`
	Files   []string `json:"files,omitempty"`
	Raw     bool     `yaml:"raw" json:"raw,omitempty" help:"draw raw pixels, v/255, and not the embeddings of a model"`
	Part    string   `yaml:"part" json:"part" help:"part of the data set to draw: train or test"`
	Space   string   `yaml:"space" json:"space,omitempty" help:"which distance counts: cosine or euclidean (default: the one that the model's loss stands for, else cosine; euclidean with --raw)"`
	Methods []string `yaml:"method" json:"method" comma:"yes" help:"maps to draw, separated by commas: tsne, pca"`
	Points  int      `yaml:"points" json:"points" help:"pictures to draw at most, 5 to 20000"`
	Seed    uint64   `yaml:"seed" json:"seed" help:"chooses the pictures, where there are more, and starts t-SNE"`
	Workers int      `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	folder.Choice
	Pictures train.Config `only:"data,sample,transpose,size,policy,roi,color,object,test-share,resplit,skip-broken,memory"`
}

// NewMapConfig has the usual settings.
func NewMapConfig() MapConfig {
	return MapConfig{Part: testPart, Methods: projection.Methods(), Points: mapPoints, Seed: 1, Pictures: usual()}
}

// check refuses what no data can make right.
func (f *MapConfig) check() error {
	switch {
	case !f.Raw && f.Model == "":
		return misuse.Errorf("map needs a MODEL, such as runs/last/model.safetensors; or --raw for the pixels themselves")
	case !slices.Contains(setParts, f.Part):
		return misuse.Unknown(lang.T("part"), f.Part, setParts)
	case len(f.Methods) == 0:
		return misuse.Errorf("method is empty; name at least one, such as tsne")
	case f.Points < projection.Fewest || f.Points > mostMapPoints:
		return misuse.Errorf("points is %d; it must lie between %d and %d", f.Points, projection.Fewest, mostMapPoints)
	}
	if err := settings.Threads(f.Workers); err != nil {
		return err
	}
	if f.Space != "" {
		full, err := distance.FullName(f.Space)
		if err != nil || full != "cosine" && full != "euclidean" {
			return misuse.Unknown(lang.T("space"), f.Space, []string{"cosine", "euclidean"})
		}
		f.Space = full
	}
	for _, m := range f.Methods {
		if !slices.Contains(projection.Methods(), m) {
			return misuse.Unknown(lang.T("method"), m, projection.Methods())
		}
	}
	slices.Sort(f.Methods)
	f.Methods = slices.Compact(f.Methods)
	slices.Reverse(f.Methods) // as on every page: what keeps neighbours first
	return nil
}

// MapDrawn is what Map drew; map.json beside Page has the points, too.
type MapDrawn struct {
	Page string `json:"page"` // the file to look at
	*projection.Result
}

// Map draws the embeddings of pictures in the plane and writes a page. It returns what
// the maps are worth, and what the page shows.
func Map(ctx context.Context, at *desk.Desk, cfg MapConfig) (*MapDrawn, *projector.Page, error) {
	if err := cfg.check(); err != nil {
		return nil, nil, err
	}
	held, err := folder.Open(mapKind, cfg.Choice)
	if err != nil {
		return nil, nil, err
	}
	defer held.Release()
	s, err := gatherDrawn(ctx, at, cfg)
	if err != nil {
		return nil, nil, err
	}
	page, err := mapOf(ctx, at, s, projection.Options{Space: s.space, Methods: cfg.Methods, Seed: cfg.Seed, Workers: cfg.Workers})
	if err != nil {
		return nil, nil, err
	}
	page.Version, page.Machine, page.Command, page.Time = at.Program, at.Machine, at.Command, time.Now()
	page.Settings, page.Timings = s.settings(cfg), at.Timings()
	if err := projector.Write(held.Dir, page); err != nil {
		return nil, nil, err
	}
	return &MapDrawn{filepath.Join(held.Dir, projector.HTMLFile), page.Result}, page, nil
}
