package train

import "mekiki/internal/dataset"

// Apart fills in Pictures and HeldOut from the three parts. twins gives for each
// picture the number of the first that is the same, as dataset.Twins does: a file
// of triplets holds a picture once for each triplet that uses it, and no copy of
// one that is held back may be learned from. Of the pictures that are the same
// both lists hold one. It panics if a triplet names a picture that twins lacks.
func (s *Split) Apart(twins []int32) {
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
	take(s.Test) // first: what tests must not choose an epoch
	s.HeldOut = take(s.Val)
	s.Pictures = nil
	for i, first := range twins {
		if !taken[first] {
			taken[first] = true
			s.Pictures = append(s.Pictures, int32(i))
		}
	}
}
