package train

import (
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
)

// Apart fills in Pictures, HeldOut and Different from the three parts. twins gives for each
// picture the number of the first that is the same, as dataset.Twins does: a file
// of triplets holds a picture once for each triplet that uses it, and no copy of
// one that is held back may be learned from. Of the pictures that are the same
// both lists hold one. Where pictures were parted before triplets were made, the lists
// are those parts, whatever the triplets use of them. It panics if a triplet names a
// picture that twins lacks.
func (s *Split) Apart(twins []int32) {
	if s.Train.PartOf != nil {
		s.parted(twins)
		return
	}
	taken := make([]bool, len(twins))
	take := func(t *dataset.Triplets) []int32 {
		var rows []int32
		for _, tr := range t.Index {
			for _, i := range tr {
				if first := twins[i]; !taken[first] {
					taken[first] = true
					rows = append(rows, i)
				}
			}
		}
		return rows
	}
	test := take(s.Test) // first: what tests must not choose an epoch
	s.HeldOut = take(s.Val)
	s.Pictures = nil
	s.Different = len(test) + len(s.HeldOut)
	shown := map[int32]bool{} // objects of held-back triplets
	objects := s.Train.Images.Objects
	if objects != nil {
		for _, i := range slices.Concat(test, s.HeldOut) {
			shown[objects[i]] = true
		}
	}
	for i, first := range twins {
		if taken[first] {
			continue
		}
		taken[first] = true
		s.Different++
		if objects == nil || !shown[objects[i]] {
			s.Pictures = append(s.Pictures, int32(i))
		}
	}
}

// parted is Apart of pictures that were parted.
func (s *Split) parted(twins []int32) {
	s.Pictures, s.HeldOut, s.Different = nil, nil, 0
	for i, part := range s.Train.PartOf {
		if int(twins[i]) != i {
			continue // a copy, which lies in the part of the first
		}
		s.Different++
		switch part {
		case dataset.PartTrain:
			s.Pictures = append(s.Pictures, int32(i))
		case dataset.PartVal:
			s.HeldOut = append(s.HeldOut, int32(i))
		}
	}
}

// leastLearned is the smallest share of the pictures that training on batches must
// leave to learn from. The tutorial's triplets use a picture once or twice, so that
// they come below it only where nearly half of them are held back; where random ones
// do, each held-back triplet costs three pictures, and most of the data is lost.
const leastLearned = 1. / 3

// Learns says how many pictures training on batches learns from, and whether those are
// too few of all.
func (s *Split) Learns() (text lang.Message, few bool) {
	n := len(s.Pictures)
	few = float64(n) < leastLearned*float64(s.Different)
	if s.Train.PartOf != nil {
		return lang.T("learns from %d of %d pictures; %d are held back for validation and %d for the test",
			n, s.Different, len(s.HeldOut), s.Different-n-len(s.HeldOut)), few
	}
	text = lang.T("learns from %d of %d pictures; %d stand in held-back triplets", n, s.Different, s.Different-n)
	if s.Train.Images.Objects != nil {
		text = lang.T("learns from %d of %d pictures; %d stand in held-back triplets or show the same objects as these", n, s.Different, s.Different-n)
	}
	return text, few
}
