package data

import (
	"math"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
)

// Adapt fits the settings that nobody gave to the size of the data, makes the
// material of the first configuration, and says what it did. All of them are for the
// same data and train in the same way.
func Adapt(at *desk.Desk, s *Source, given map[string]bool, configs ...*train.Config) (*Material, error) {
	isGiven := func(key string) bool { return given[key] }
	cfg := configs[0]
	n := s.count(RecipeOfConfig(*cfg))
	asked := s.chooseSplit(n, isGiven, configs)
	changed := cfg.AdaptSplit(n, isGiven)
	mat, err := s.Material(RecipeOfConfig(*cfg))
	if err != nil {
		return nil, err
	}
	if asked && cfg.Split == "" {
		at.Note("too few pictures to hold two or more of a class back for validation and for the test: triplets are held back instead, and none of their pictures is learned from")
	}
	at.Note("%d triplets of %s: %d to train, %d to validate, %d to test",
		mat.Data.Count, s.Origin, mat.Split.Train.Len(), mat.Split.Val.Len(), mat.Split.Test.Len())
	items, classes := mat.Split.Train.Len(), 0
	if labels := mat.Split.Train.Images.Labels; cfg.Batched() && labels != nil {
		text, _ := mat.Split.Learns()
		at.Note("%s", text)
		items = len(mat.Split.Pictures)
		there := map[int32]bool{}
		for _, i := range mat.Split.Pictures {
			there[labels[i]] = true
		}
		classes = len(there)
	}
	changed = append(changed, cfg.AdaptBatch(items, classes, isGiven)...)
	for _, c := range configs[1:] {
		c.AdaptSplit(n, isGiven)
		c.AdaptBatch(items, classes, isGiven)
	}
	if len(changed) > 0 {
		at.Note("settings for so little data: %s; a flag or a config file sets another value", lang.List(changed))
	}
	return mat, nil
}

// chooseSplit decides what is held back in all configurations. For batches from a folder
// of pictures that are pictures, where nobody gave it and there are enough of them; wanted
// says that this was the question.
func (s *Source) chooseSplit(n int, given func(key string) bool, configs []*train.Config) (wanted bool) {
	for _, c := range configs {
		if c.Split == train.SplitTriplets {
			c.Split = "" // one way to say it: what runs of older versions say
		}
	}
	cfg := configs[0]
	if given("split") || !cfg.Batched() || s.folder == (model.Folder{}) {
		return false
	}
	try := *cfg
	try.Split = train.SplitPictures
	try.AdaptSplit(n, given)
	if _, err := s.split(RecipeOfConfig(try)); err != nil {
		return true
	}
	for _, c := range configs {
		c.Split = train.SplitPictures
	}
	return true
}

// count is the number of triplets that r makes; 0 where it cannot make any.
func (s *Source) count(r Recipe) int {
	switch {
	case s.Triplets != nil:
		return s.Triplets.Len()
	case r.Protocol == dataset.ProtocolRandom:
		return r.Count
	}
	size, pairs := map[int32]int{}, 0
	for _, c := range s.Found.Set.Train.Labels {
		if size[c]++; size[c]%2 == 0 {
			pairs++
		}
	}
	return pairs
}

// leastToLearn refuses triplets of which so many pictures are held back that batches
// would learn from few of all.
func (s *Source) leastToLearn(split *train.Split, r Recipe) error {
	text, few := split.Learns()
	if !few {
		return nil
	}
	if cure := s.lessHeldBack(r); !cure.IsZero() {
		return lang.Errorf("training on batches %s: too few, at least a third should be left to learn from; use %s", text, cure)
	}
	return lang.Errorf("training on batches %s: too few, at least a third should be left to learn from; give more pictures, or train on triplets with --preset article", text)
}

// lessHeldBack looks for settings that leave half of the pictures or more, in words.
// It tries them: what is left depends on which triplets share pictures.
func (s *Source) lessHeldBack(r Recipe) lang.Message {
	works := func() bool {
		split, err := s.split(r)
		return err == nil && 2*len(split.Pictures) >= split.Different && len(split.HeldOut) > 0
	}
	if r.Protocol == dataset.ProtocolRandom && r.Split == "" {
		// A held-back triplet takes three pictures at most.
		most := float64(s.Found.Set.Train.N) / (r.TestSize + (1-r.TestSize)*r.ValSize)
		for n := min(float64(r.Count), most); n >= 10; n *= 0.9 {
			if r.Count = twoDigits(n); works() {
				return lang.T("--triplet-count %d or less, or --protocol tutorial, which takes a picture for one anchor or positive only", r.Count)
			}
		}
		return lang.T("--protocol tutorial, which takes a picture for one anchor or positive only")
	}
	for _, share := range []float64{0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001} {
		r.TestSize, r.ValSize = min(r.TestSize, share), min(r.ValSize, share)
		if works() {
			return lang.T("--test-size %g --val-size %g", r.TestSize, r.ValSize)
		}
	}
	return lang.Message{}
}

// twoDigits is n with its first two digits, as people give numbers.
func twoDigits(n float64) int {
	unit := math.Pow(10, math.Floor(math.Log10(n))-1)
	return int(math.Floor(n/unit) * unit)
}

// split makes the triplets of r and splits them.
func (s *Source) split(r Recipe) (*train.Split, error) {
	t := s.Triplets
	if t == nil {
		var err error
		if t, err = makeTriplets(s.Found.Set.Train, r, func() []int32 { return s.Twins(s.Found.Set.Train) }); err != nil {
			return nil, lang.Errorf("%s: %w%s", lang.Saved(s.Found.Origin), err, resplitCure(s.Found))
		}
	}
	split, err := SplitTriplets(t, r)
	if err == nil && r.Batches {
		split.Apart(s.Twins(t.Images))
	}
	return &split, err
}
