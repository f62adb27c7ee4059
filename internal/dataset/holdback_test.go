package dataset

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestHoldBackOfSinglePictures is exact where nothing stays together.
func TestHoldBackOfSinglePictures(t *testing.T) {
	var labels, groups []int32
	for c, n := range []int{1, 2, 3, 4, 10, 100, 33} {
		for range n {
			groups = append(groups, int32(len(groups)))
			labels = append(labels, int32(c))
		}
	}
	got := make([]int, 7)
	held := HoldBack(labels, groups, 0.2, 1)
	for i, h := range held {
		if h {
			got[labels[i]]++
		}
	}
	if want := []int{0, 0, 1, 1, 2, 20, 7}; !slices.Equal(got, want) {
		t.Errorf("held back %v, want %v", got, want)
	}
	if !slices.Equal(held, HoldBack(labels, groups, 0.2, 1)) || slices.Equal(held, HoldBack(labels, groups, 0.2, 2)) {
		t.Error("the seed alone must decide")
	}
}

// TestHoldBackOfGroups: groups are whole, two pictures of each class are left, and a
// class of several groups of moderate size is held back about as asked.
func TestHoldBackOfGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "pictures")
		classes := rapid.IntRange(1, 5).Draw(t, "classes")
		per := rapid.IntRange(1, 8).Draw(t, "pictures of a group")
		mixed := rapid.Bool().Draw(t, "groups of several classes")
		share := rapid.Float64Range(0.05, 0.6).Draw(t, "share")
		labels, groups := make([]int32, n), make([]int32, n)
		for i := range labels {
			groups[i] = int32(i / per)
			labels[i] = groups[i] % int32(classes)
			if mixed {
				labels[i] = int32(i % classes)
			}
		}
		held := HoldBack(labels, groups, share, 3)
		side := map[int32]bool{}
		size, has := map[int32]int{}, map[int32]int{}
		for i, h := range held {
			if was, known := side[groups[i]]; known && was != h {
				t.Fatalf("group %d is parted", groups[i])
			}
			side[groups[i]] = h
			size[labels[i]]++
			if h {
				has[labels[i]]++
			}
		}
		for c, all := range size {
			if left := all - has[c]; left < min(2, all) {
				t.Fatalf("class %d: %d of %d are left", c, left, all)
			}
			if want := share * float64(all); !mixed && all >= 4*per && math.Abs(float64(has[c])-want) > float64(per)+1 {
				t.Fatalf("class %d: %d of %d are held back, want about %.1f", c, has[c], all, want)
			}
			if !mixed && all >= 2*per+2 && has[c] == 0 {
				t.Fatalf("class %d of %d in groups of %d: none is held back", c, all, per)
			}
		}
	})
}
