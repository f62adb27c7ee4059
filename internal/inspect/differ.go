package inspect

import (
	"bytes"
	"slices"
)

// PicturesDiffer are learned pictures that differ between two inspectors, by their numbers: Added and Changed are of the later one, Removed of
// the one before. A picture is known by its name; of those that have the same name the first ones belong together, and so on.
type PicturesDiffer struct {
	Added   []int
	Removed []int
	// Changed have the name of one of before, and are another picture, as far as both albums keep it, or are marked as bad at
	// other places.
	Changed []int
}

// Differ compares what two inspectors have learned from: their good pictures, or their bad ones.
func Differ(before, after *Inspector, bad bool) PicturesDiffer {
	of := func(n *Inspector) []Known {
		if bad {
			return n.Bad
		}
		return n.Good
	}
	was, is := of(before), of(after)
	named := map[string][]int{}
	for i, k := range was {
		named[k.Name] = append(named[k.Name], i)
	}
	var d PicturesDiffer
	for i, k := range is {
		list := named[k.Name]
		if len(list) == 0 {
			d.Added = append(d.Added, i)
			continue
		}
		if named[k.Name] = list[1:]; !slices.Equal(was[list[0]].Marked, k.Marked) || another(before, after, bad, list[0], i) {
			d.Changed = append(d.Changed, i)
		}
	}
	for _, list := range named {
		d.Removed = append(d.Removed, list...)
	}
	slices.Sort(d.Removed)
	return d
}

// another says whether picture i of one inspector is not picture j of the other one, where both keep them and see them
// alike. PNG files of one picture may differ by who packed them.
func another(a, b *Inspector, bad bool, i, j int) bool {
	if a.Album == nil || b.Album == nil || a.Input.Height != b.Input.Height || a.Input.Width != b.Input.Width || a.Input.Policy != b.Input.Policy || a.Input.ROI != b.Input.ROI {
		return false
	}
	first, second := a.Album.good, b.Album.good
	if bad {
		first, second = a.Album.bad, b.Album.bad
	}
	if i >= len(first) || j >= len(second) || bytes.Equal(first[i], second[j]) {
		return false
	}
	x, ok := a.Album.values(first, i)
	y, ok2 := b.Album.values(second, j)
	return ok && ok2 && !bytes.Equal(x, y)
}
