package cli

import (
	"context"
	"fmt"
	"math"

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
	// warnings say where triplets of a file contradict their labels or themselves.
	warnings []string
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
	// batches asks for the pictures that a run on batches needs.
	batches bool
}

func recipeOfConfig(cfg train.Config) recipe {
	r := recipe{
		protocol: cfg.Protocol, file: cfg.Triplets, seed: cfg.Seed, count: cfg.TripletCount,
		testSize: cfg.TestSize, valSize: cfg.ValSize, splitSeed: cfg.SplitSeed, batches: cfg.Batched(),
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
	s, err := a.openSource(ctx, from, r)
	if err != nil {
		return nil, err
	}
	m, err := s.material(r)
	a.lap("make triplets")
	if err == nil {
		a.note("%d triplets of %s: %d to train, %d to validate, %d to test",
			m.data.Count, s.origin, m.split.Train.Len(), m.split.Val.Len(), m.split.Test.Len())
	}
	return m, err
}

// makeTriplets makes the triplets of r from pictures. Where their objects are known,
// those of training, validation and test show different ones.
func makeTriplets(im *dataset.Images, r recipe) (*dataset.Triplets, error) {
	if im.Objects != nil {
		return objectTriplets(im, r)
	}
	return freeTriplets(im, r)
}

// freeTriplets makes the triplets of r from all pictures together.
func freeTriplets(im *dataset.Images, r recipe) (*dataset.Triplets, error) {
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
	if t.Parts != ([3]int{}) {
		return partedTriplets(t), nil
	}
	rest, test := dataset.TrainTestSplit(t.Len(), r.testSize, r.splitSeed)
	own, val := dataset.TrainTestSplit(len(rest), r.valSize, r.splitSeed)
	if len(own) == 0 {
		return train.Split{}, fmt.Errorf("%d triplets are too few to hold some back for test and validation with test-size %g and val-size %g; give %s, or lower test-size and val-size", t.Len(), r.testSize, r.valSize, enough(r))
	}
	left := t.Select(rest)
	return train.Split{Train: left.Select(own), Val: left.Select(val), Test: t.Select(test)}, nil
}

// enough is how many triplets leave one to train with the shares of r, in words.
func enough(r recipe) string {
	const most = 1000 // beyond it the shares are the fault
	for n := 3; n <= most; n++ {
		rest := n - int(math.Ceil(r.testSize*float64(n)))
		if rest > int(math.Ceil(r.valSize*float64(rest))) {
			return fmt.Sprintf("%d or more", n)
		}
	}
	return fmt.Sprintf("more than %d", most)
}
