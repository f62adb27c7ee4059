package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/fetch"
	"mekiki/internal/model"
	"mekiki/internal/train"
)

// material is what a run trains on and is judged by.
type material struct {
	split train.Split
	input model.Input
	// classes names the classes; nil where the pictures have no labels.
	classes []string
	data    model.Data
	// found is the data set with the official test pictures, or nil.
	found *fetch.Result
}

// recipe says how triplets are made or where they are read, and how they are
// split. A run's configuration and a model file both hold one.
type recipe struct {
	protocol  string // of dataset; ProtocolFile reads file
	file      string
	seed      uint64
	count     int // for ProtocolRandom
	testSize  float64
	valSize   float64
	splitSeed uint32
}

func recipeOfConfig(cfg train.Config) recipe {
	r := recipe{
		protocol: cfg.Protocol, file: cfg.Triplets, seed: cfg.Seed, count: cfg.TripletCount,
		testSize: cfg.TestSize, valSize: cfg.ValSize, splitSeed: cfg.SplitSeed,
	}
	if r.file != "" {
		r.protocol = dataset.ProtocolFile
	}
	return r
}

func recipeOfModel(d model.Data) recipe {
	return recipe{
		protocol: d.Triplets, file: d.TripletFile, seed: d.TripletSeed, count: d.Count,
		testSize: d.TestSize, valSize: d.ValSize, splitSeed: d.SplitSeed,
	}
}

// gather loads pictures, makes the triplets of r and splits them. A file of
// triplets needs no data set; one that fits is loaded for the official test
// pictures if from says where it is.
func (a *app) gather(ctx context.Context, from pictures, r recipe) (*material, error) {
	m := &material{}
	var t *dataset.Triplets
	var err error
	if r.protocol == dataset.ProtocolFile {
		if t, err = readTriplets(r.file); err != nil {
			return nil, err
		}
		if t.Images.F32 != nil && slices.Max(t.Images.F32) > 2 {
			a.note("%s holds values up to %g; a network expects 0 to 1: divide by 255, or save uint8", r.file, slices.Max(t.Images.F32))
		}
		m.data.Name, m.data.Fingerprint = filepath.Base(r.file), t.Images.Fingerprint()
		if m.data.TripletFile, err = filepath.Abs(r.file); err != nil {
			return nil, err
		}
		if m.found, err = a.companion(ctx, from, t); err != nil {
			return nil, err
		}
	} else {
		if m.found, err = a.loadSet(ctx, from); err != nil {
			return nil, err
		}
		a.lap("load pictures")
		if t, err = makeTriplets(m.found.Set.Train, r); err != nil {
			return nil, fmt.Errorf("%s: %w", m.found.Origin, err)
		}
		m.data.Name, m.data.Fingerprint = m.found.Set.Name, m.found.Fingerprint
	}
	im := t.Images
	m.input = model.Input{Height: im.H, Width: im.W, Channels: im.C}
	m.classes = im.Classes
	m.data.Triplets, m.data.TripletSeed, m.data.Count = r.protocol, r.seed, t.Len()
	m.data.TestSize, m.data.ValSize, m.data.SplitSeed = r.testSize, r.valSize, r.splitSeed
	m.split, err = splitTriplets(t, r)
	a.lap("make triplets")
	if err == nil {
		a.note("%d triplets of %s: %d to train, %d to validate, %d to test",
			t.Len(), origin(m, r), m.split.Train.Len(), m.split.Val.Len(), m.split.Test.Len())
	}
	return m, err
}

// origin says in words where the triplets come from.
func origin(m *material, r recipe) string {
	if r.protocol == dataset.ProtocolFile {
		return r.file
	}
	return m.data.Name + " from " + m.found.Origin
}

// makeTriplets makes the triplets of r from pictures.
func makeTriplets(im *dataset.Images, r recipe) (*dataset.Triplets, error) {
	switch r.protocol {
	case dataset.ProtocolTutorial:
		return dataset.Tutorial(im, r.seed)
	case dataset.ProtocolRandom:
		return dataset.Random(im, r.count, r.seed)
	}
	return nil, fmt.Errorf("unknown triplet protocol %q; a newer mekiki may know it", r.protocol)
}

// splitTriplets holds back the test triplets, and of the rest those for early
// stopping and thresholds.
func splitTriplets(t *dataset.Triplets, r recipe) (train.Split, error) {
	if !(r.testSize > 0 && r.testSize < 1) || !(r.valSize > 0 && r.valSize < 1) {
		return train.Split{}, fmt.Errorf("test-size %v and val-size %v; both lie between 0 and 1", r.testSize, r.valSize)
	}
	rest, test := dataset.TrainTestSplit(t.Len(), r.testSize, r.splitSeed)
	own, val := dataset.TrainTestSplit(len(rest), r.valSize, r.splitSeed)
	if len(own) == 0 {
		return train.Split{}, fmt.Errorf("%d triplets are too few to hold some back for test and validation; make more, or lower test-size and val-size", t.Len())
	}
	left := t.Select(rest)
	return train.Split{Train: left.Select(own), Val: left.Select(val), Test: t.Select(test)}, nil
}
