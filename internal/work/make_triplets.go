package work

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// Triplets are those that MakeTriplets wrote.
type Triplets struct {
	Triplets int    `json:"triplets"` // their number
	Protocol string `json:"protocol"`
	Seed     uint64 `json:"seed"`
	Data     string `json:"data"` // the name of the pictures
	// File holds the triplets, Labels is the file of their classes.
	File   string `json:"file"`
	Labels string `json:"labels"`
}

// TripletsConfig is what a file of triplets needs.
type TripletsConfig struct {
	// Run says of which pictures, and by which protocol.
	Run settings.Choice
	Out string `yaml:"out" json:"out" short:"o" value:"file" help:"file to write, ending in .npy"`
	folder.Replace
}

// MakeTriplets makes triplets of the training pictures and writes them as a NumPy file.
func MakeTriplets(ctx context.Context, at *desk.Desk, cfg TripletsConfig) (*Triplets, error) {
	run, err := cfg.Run.Resolve("")
	if err != nil {
		return nil, err
	}
	if strings.ToLower(filepath.Ext(cfg.Out)) != ".npy" {
		return nil, misuse.Errorf("data triplets needs --out FILE.npy, got %q", cfg.Out)
	}
	if err := cfg.Free("out", cfg.Out, dataset.LabelsName(cfg.Out)); err != nil {
		return nil, err
	}
	found, err := data.Load(ctx, at, data.PicturesOf(run.Config))
	if err != nil {
		return nil, err
	}
	r := data.RecipeOfConfig(run.Config)
	r.Split = "" // a file is split by those that train on it
	t, err := data.MakeTriplets(found.Set.Train, r)
	if err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
	}
	if t.Parts != ([3]int{}) {
		at.Note("a file of triplets does not know objects: those that train on it may see one object on both sides of their split; train on the folder itself to keep objects apart")
	}
	labels := dataset.LabelsName(cfg.Out)
	err = atomicfile.WriteSet(filepath.Dir(cfg.Out), []atomicfile.File{
		{Name: filepath.Base(labels), Fill: func(w io.Writer) error { return dataset.WriteLabels(stoppable{ctx, w}, t) }},
		{Name: filepath.Base(cfg.Out), Fill: func(w io.Writer) error { return dataset.WriteTriplets(stoppable{ctx, w}, t) }},
	})
	if err != nil {
		return nil, err
	}
	return &Triplets{t.Len(), t.Protocol, t.Seed, found.Set.Name, cfg.Out, labels}, nil
}
