package work

import (
	"context"

	"mekiki/internal/lang"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// Info is what a data set holds.
type Info struct {
	Name        string   `json:"name"`
	Origin      string   `json:"origin"`
	Dir         string   `json:"dir,omitempty"`
	Sample      bool     `json:"sample"`
	Train       int      `json:"train"`
	Test        int      `json:"test"`
	Height      int      `json:"height"`
	Width       int      `json:"width"`
	Channels    int      `json:"channels"`
	Classes     []string `json:"classes"`
	PerClass    []int    `json:"train_per_class"`
	Fingerprint string   `json:"fingerprint"`
}

// InfoConfig says which pictures.
type InfoConfig struct {
	Pictures train.Config `only:"data,sample,transpose,size,policy,roi,color,object,test-share,resplit,skip-broken,split-seed,memory"`
}

// NewInfoConfig has the usual settings.
func NewInfoConfig() InfoConfig { return InfoConfig{usual()} }

// Describe loads a data set and sums it up.
func Describe(ctx context.Context, at *desk.Desk, cfg InfoConfig) (*Info, error) {
	from, err := chosen(cfg.Pictures)
	if err != nil {
		return nil, err
	}
	found, err := data.Load(ctx, at, from)
	if err != nil {
		return nil, err
	}
	im := found.Set.Train
	i := &Info{
		Name: found.Set.Name, Origin: found.Origin, Dir: found.Dir, Sample: found.Sample,
		Train: im.N, Test: found.Set.Test.N, Height: im.H, Width: im.W, Channels: im.C,
		Classes: found.Set.Classes, PerClass: make([]int, len(found.Set.Classes)), Fingerprint: found.Fingerprint,
	}
	for _, c := range im.Labels {
		i.PerClass[c]++
	}
	return i, nil
}

// Fetch brings Fashion-MNIST into the cache. It fails if only the sample is left.
func Fetch(ctx context.Context, at *desk.Desk) (*Info, error) {
	i, err := Describe(ctx, at, NewInfoConfig())
	if err != nil {
		return nil, err
	}
	if i.Sample {
		return nil, lang.Errorf("Fashion-MNIST could not be brought here; install the Debian package dataset-fashion-mnist, or copy the four files into a folder and name it by --data or $MEKIKI_DATA")
	}
	return i, nil
}
