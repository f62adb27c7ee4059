package data

import (
	"context"
	"math"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
)

// Material is what a run trains on and is judged by.
type Material struct {
	Split train.Split
	Input model.Input
	// Classes names the classes; nil where the pictures have no labels.
	Classes []string
	Data    model.Data
	// Found is the data set with the official test pictures, or nil.
	Found *fetch.Result
	// Front is the eye before the network; nil where it reads pictures.
	Front *eye.Front
	// Tail is its last stage where that is trained, too; else nil.
	Tail *eye.Tail
	// Warnings say where triplets of a file contradict their labels or themselves.
	Warnings []string
}

// Recipe says how triplets are made or where they are read, and how they are
// split. A run's configuration and a model file both hold one.
type Recipe struct {
	Protocol string // of dataset; ProtocolFile reads File
	File     string
	Seed     uint64
	Count    int // for ProtocolRandom
	// Split is train.SplitPictures where pictures are parted and triplets made of each
	// part, else empty. A file of triplets is always split itself.
	Split     string
	TestSize  float64
	ValSize   float64
	SplitSeed uint32
	// Batches asks for the pictures that a run on batches needs.
	Batches bool
}

// RecipeOfConfig is that of a run.
func RecipeOfConfig(cfg train.Config) Recipe {
	r := Recipe{
		Protocol: cfg.Protocol, File: cfg.Triplets, Seed: cfg.Seed, Count: cfg.TripletCount,
		TestSize: cfg.TestSize, ValSize: cfg.ValSize, SplitSeed: cfg.SplitSeed, Batches: cfg.Batched(),
	}
	if r.File != "" {
		r.Protocol = dataset.ProtocolFile
	} else if cfg.Split == train.SplitPictures {
		r.Split = cfg.Split
	}
	return r
}

// RecipeOfModel is the one by which a model was trained.
func RecipeOfModel(d model.Data) Recipe {
	return Recipe{
		Protocol: d.Triplets, File: d.TripletFile, Seed: d.TripletSeed, Count: d.Count,
		Split: d.Split, TestSize: d.TestSize, ValSize: d.ValSize, SplitSeed: d.SplitSeed,
	}
}

// Gather loads pictures, makes the triplets of r and splits them. A file of
// triplets needs no data set; one that Fits is loaded for the official test
// Pictures if from says where it is.
func Gather(ctx context.Context, at *desk.Desk, from Pictures, r Recipe) (*Material, error) {
	s, err := Open(ctx, at, from, r)
	if err != nil {
		return nil, err
	}
	m, err := s.Material(r)
	at.Lap("make triplets")
	if err == nil {
		at.Note("%d triplets of %s: %d to train, %d to validate, %d to test",
			m.Data.Count, s.Origin, m.Split.Train.Len(), m.Split.Val.Len(), m.Split.Test.Len())
	}
	return m, err
}

// MakeTriplets makes the triplets of r from pictures. Where their objects are known,
// or pictures are what is split, those of training, validation and test are made apart.
func MakeTriplets(im *dataset.Images, r Recipe) (*dataset.Triplets, error) {
	return makeTriplets(im, r, func() []int32 { return dataset.Twins(im) })
}

// makeTriplets is MakeTriplets with the twins of the pictures, where it needs them.
func makeTriplets(im *dataset.Images, r Recipe, twins func() []int32) (*dataset.Triplets, error) {
	switch {
	case r.Split == train.SplitPictures && im.Labels != nil:
		return pictureTriplets(im, r, twins())
	case r.Split != "" && r.Split != train.SplitPictures:
		return nil, lang.Errorf("unknown split %q; a newer mekiki may know it", r.Split)
	case im.Objects != nil:
		return objectTriplets(im, r)
	}
	return freeTriplets(im, r)
}

// freeTriplets makes the triplets of r from all pictures together.
func freeTriplets(im *dataset.Images, r Recipe) (*dataset.Triplets, error) {
	switch r.Protocol {
	case dataset.ProtocolTutorial:
		return dataset.Tutorial(im, r.Seed)
	case dataset.ProtocolRandom:
		return dataset.Random(im, r.Count, r.Seed)
	}
	return nil, lang.Errorf("unknown triplet protocol %q; a newer mekiki may know it", r.Protocol)
}

// SplitTriplets holds back the test triplets, and of the rest those for early
// stopping and thresholds.
func SplitTriplets(t *dataset.Triplets, r Recipe) (train.Split, error) {
	if !(r.TestSize > 0 && r.TestSize < 1) || !(r.ValSize > 0 && r.ValSize < 1) {
		return train.Split{}, lang.Errorf("test-size %v and val-size %v; both lie between 0 and 1", r.TestSize, r.ValSize)
	}
	if t.Parts != ([3]int{}) {
		return partedTriplets(t), nil
	}
	rest, test := dataset.TrainTestSplit(t.Len(), r.TestSize, r.SplitSeed)
	own, val := dataset.TrainTestSplit(len(rest), r.ValSize, r.SplitSeed)
	if len(own) == 0 {
		return train.Split{}, lang.Errorf("%d triplets are too few to hold some back for test and validation with test-size %g and val-size %g; give %s, or lower test-size and val-size", t.Len(), r.TestSize, r.ValSize, enough(r))
	}
	left := t.Select(rest)
	return train.Split{Train: left.Select(own), Val: left.Select(val), Test: t.Select(test)}, nil
}

// enough is how many triplets leave one to train with the shares of r, in words.
func enough(r Recipe) lang.Message {
	const most = 1000 // beyond it the shares are the fault
	for n := 3; n <= most; n++ {
		rest := n - int(math.Ceil(r.TestSize*float64(n)))
		if rest > int(math.Ceil(r.ValSize*float64(rest))) {
			return lang.T("%d or more", n)
		}
	}
	return lang.T("more than %d", most)
}
