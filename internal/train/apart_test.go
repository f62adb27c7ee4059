package train

import (
	"slices"
	"testing"

	"mekiki/internal/dataset"
)

func TestApart(t *testing.T) {
	part := func(index ...[3]int32) *dataset.Triplets { return &dataset.Triplets{Index: index} }
	for name, test := range map[string]struct {
		twins          []int32
		learn, heldOut []int32
	}{
		"no copies": {[]int32{0, 1, 2, 3, 4, 5, 6, 7, 8}, []int32{1, 3, 4, 7}, []int32{5, 0, 2}},
		// 8 of Test is 2 of Val.
		"in Val and Test": {[]int32{0, 1, 2, 3, 4, 5, 6, 7, 2}, []int32{1, 3, 4, 7}, []int32{5, 0}},
		// 1 is a picture of Val, 7 one of Test, 4 is 3; of 5 and 0 in Val one is left.
		"copies": {[]int32{0, 0, 2, 3, 3, 0, 6, 6, 8}, []int32{3}, []int32{5, 2}},
	} {
		s := Split{Train: &dataset.Triplets{Images: &dataset.Images{}}, Val: part([3]int32{5, 0, 2}), Test: part([3]int32{6, 8, 6})}
		if s.Apart(test.twins); !slices.Equal(s.Pictures, test.learn) || !slices.Equal(s.HeldOut, test.heldOut) {
			t.Errorf("%s: learn from %v, hold out %v, want %v, %v", name, s.Pictures, s.HeldOut, test.learn, test.heldOut)
		}
	}
}

// TestApartByObject: nothing is learned from what shows an object of a held-back
// triplet.
func TestApartByObject(t *testing.T) {
	part := func(index ...[3]int32) *dataset.Triplets { return &dataset.Triplets{Index: index} }
	im := &dataset.Images{Objects: []int32{0, 0, 1, 1, 2, 2, 3, 3, 4}}
	s := Split{Train: &dataset.Triplets{Images: im}, Val: part([3]int32{0, 2, 0}), Test: part([3]int32{4, 4, 4})}
	s.Apart([]int32{0, 1, 2, 3, 4, 5, 6, 6, 8})
	if want := []int32{6, 8}; !slices.Equal(s.Pictures, want) || s.Different != 8 {
		t.Errorf("learn from %v of %d, want %v of 8", s.Pictures, s.Different, want)
	}
	if text, _ := s.Learns(); text.String() != "learns from 2 of 8 pictures; 6 stand in held-back triplets or show the same objects as these" {
		t.Error(text)
	}
}

func TestLearns(t *testing.T) {
	part := func(index ...[3]int32) *dataset.Triplets { return &dataset.Triplets{Index: index} }
	for _, c := range []struct {
		twins []int32
		text  string
		few   bool
	}{
		{[]int32{0, 1, 2, 3, 4, 5, 6, 7, 8}, "learns from 3 of 9 pictures; 6 stand in held-back triplets", false},
		{[]int32{0, 1, 2, 3, 4, 5, 6, 6, 8}, "learns from 2 of 8 pictures; 6 stand in held-back triplets", true},
	} {
		s := Split{Train: &dataset.Triplets{Images: &dataset.Images{}}, Val: part([3]int32{0, 1, 2}), Test: part([3]int32{3, 4, 5})}
		s.Apart(c.twins)
		if text, few := s.Learns(); text.String() != c.text || few != c.few {
			t.Errorf("%q, %v, want %q, %v", text, few, c.text, c.few)
		}
	}
}
