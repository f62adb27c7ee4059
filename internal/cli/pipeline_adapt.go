package cli

import (
	"fmt"
	"math"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/train"
)

// adapt fits the settings that nobody gave to the size of the data, makes the
// material of the first configuration, and says what it did. All of them are for the
// same data and train in the same way.
func (a *app) adapt(s *source, given map[string]bool, configs ...*train.Config) (*material, error) {
	isGiven := func(key string) bool { return given[key] }
	cfg := configs[0]
	n := s.count(recipeOfConfig(*cfg))
	changed := cfg.AdaptSplit(n, isGiven)
	mat, err := s.material(recipeOfConfig(*cfg))
	if err != nil {
		return nil, err
	}
	a.note("%d triplets of %s: %d to train, %d to validate, %d to test",
		mat.data.Count, s.origin, mat.split.Train.Len(), mat.split.Val.Len(), mat.split.Test.Len())
	items, classes := mat.split.Train.Len(), 0
	if labels := mat.split.Train.Images.Labels; cfg.Batched() && labels != nil {
		text, _ := mat.split.Learns()
		a.note("%s", text)
		items = len(mat.split.Pictures)
		there := map[int32]bool{}
		for _, i := range mat.split.Pictures {
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
		a.note("settings for so little data: %s; a flag or a config file sets another value", strings.Join(changed, ", "))
	}
	return mat, nil
}

// count is the number of triplets that r makes; 0 where it cannot make any.
func (s *source) count(r recipe) int {
	switch {
	case s.triplets != nil:
		return s.triplets.Len()
	case r.protocol == dataset.ProtocolRandom:
		return r.count
	}
	size, pairs := map[int32]int{}, 0
	for _, c := range s.found.Set.Train.Labels {
		if size[c]++; size[c]%2 == 0 {
			pairs++
		}
	}
	return pairs
}

// leastToLearn refuses triplets of which so many pictures are held back that batches
// would learn from few of all.
func (s *source) leastToLearn(split *train.Split, r recipe) error {
	text, few := split.Learns()
	if !few {
		return nil
	}
	if cure := s.lessHeldBack(r); cure != "" {
		return fmt.Errorf("training on batches %s: too few, at least a third should be left to learn from; use %s", text, cure)
	}
	return fmt.Errorf("training on batches %s: too few, at least a third should be left to learn from; give more pictures, or train on triplets with --preset article", text)
}

// lessHeldBack looks for settings that leave half of the pictures or more, in words.
// It tries them: what is left depends on which triplets share pictures.
func (s *source) lessHeldBack(r recipe) string {
	works := func() bool {
		split, err := s.split(r)
		return err == nil && 2*len(split.Pictures) >= split.Different && len(split.HeldOut) > 0
	}
	if r.protocol == dataset.ProtocolRandom {
		// A held-back triplet takes three pictures at most.
		most := float64(s.found.Set.Train.N) / (r.testSize + (1-r.testSize)*r.valSize)
		for n := min(float64(r.count), most); n >= 10; n *= 0.9 {
			if r.count = twoDigits(n); works() {
				return fmt.Sprintf("--triplet-count %d or less, or --protocol tutorial, which takes a picture for one anchor or positive only", r.count)
			}
		}
		return "--protocol tutorial, which takes a picture for one anchor or positive only"
	}
	for _, share := range []float64{0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001} {
		r.testSize, r.valSize = min(r.testSize, share), min(r.valSize, share)
		if works() {
			return fmt.Sprintf("--test-size %g --val-size %g", r.testSize, r.valSize)
		}
	}
	return ""
}

// twoDigits is n with its first two digits, as people give numbers.
func twoDigits(n float64) int {
	unit := math.Pow(10, math.Floor(math.Log10(n))-1)
	return int(math.Floor(n/unit) * unit)
}

// split makes the triplets of r and splits them.
func (s *source) split(r recipe) (*train.Split, error) {
	t := s.triplets
	if t == nil {
		var err error
		if t, err = makeTriplets(s.found.Set.Train, r); err != nil {
			return nil, fmt.Errorf("%s: %w%s", s.found.Origin, err, resplitCure(s.found))
		}
	}
	split, err := splitTriplets(t, r)
	if err == nil && r.batches {
		split.Apart(s.twins(t.Images))
	}
	return &split, err
}
