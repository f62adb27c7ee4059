package inspect

import (
	"slices"
	"testing"

	"mekiki/internal/model"
)

// TestDiffer: pictures are told apart by name, those of one name by what they show and where they are marked, and one
// that was packed otherwise is the same.
func TestDiffer(t *testing.T) {
	in := model.Input{Height: 8, Width: 8, Channels: 1}
	pack := func(seeds ...int) (list [][]byte) {
		for _, s := range seeds {
			pix := make([]uint8, 64)
			for i := range pix {
				pix[i] = uint8(i * s)
			}
			b, err := packed(pix, in)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, b)
		}
		return list
	}
	named := func(names ...string) (list []Known) {
		for _, n := range names {
			list = append(list, Known{Name: n})
		}
		return list
	}
	a := &Inspector{Input: in, Good: named("a", "b", "same", "same", "gone"), Bad: named("x"), Album: &Album{input: in, good: pack(1, 2, 3, 4, 5), bad: pack(6)}}
	b := &Inspector{Input: in, Good: named("new", "a", "b", "same", "same"), Bad: named("x"), Album: &Album{input: in, good: pack(9, 1, 7, 3, 4), bad: pack(6)}}
	// Another program packs a picture without losing anything, and the bytes are others.
	b.Album.good[1] = append(slices.Clone(b.Album.good[1]), 0)
	check := func(what string, got PicturesDiffer, added, removed, changed []int) {
		t.Helper()
		if !slices.Equal(got.Added, added) || !slices.Equal(got.Removed, removed) || !slices.Equal(got.Changed, changed) {
			t.Errorf("%s: %+v", what, got)
		}
	}
	check("good", Differ(a, b, false), []int{0}, []int{4}, []int{2})
	check("back", Differ(b, a, false), []int{4}, []int{0}, []int{1})
	check("bad", Differ(a, b, true), nil, nil, nil)
	b.Bad[0].Marked = []int{3}
	check("marked", Differ(a, b, true), nil, nil, []int{0})
	b.Album = nil // what shows them is not kept
	check("without an album", Differ(a, b, false), []int{0}, []int{4}, nil)
	c := *a
	c.Input.Width = 16
	check("seen otherwise", Differ(a, &c, false), nil, nil, nil)
}
