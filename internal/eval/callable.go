package eval

import (
	"mekiki/internal/lang"
)

// labelsAnyway are the labels that a gallery may have however few pictures it has:
// those of 8 bits, which an IDX file holds.
const labelsAnyway = 256

// Callable says why the pictures of a gallery cannot call queries with these labels,
// or nil: there are none, all of the gallery have one class, or a query has a class
// that no gallery picture has and so could never be right. Such sets have no figure
// of neighbours. The error is a sentence for people, without the room's name.
func Callable(query, gallery []int32) error {
	_, err := countClasses(query, gallery)
	return err
}

// countClasses is Callable, and gives the number of gallery pictures of each class.
func countClasses(query, gallery []int32) (size []int, err error) {
	n := len(gallery)
	switch {
	case len(query) == 0:
		return nil, lang.Errorf("there are no test pictures")
	case n == 0:
		return nil, lang.Errorf("there are no training pictures")
	}
	classes := int32(0)
	for i, c := range gallery {
		// A label far beyond the number of pictures is no index of a class; it must
		// not decide how much memory is taken.
		if c < 0 || int(c) >= max(n, labelsAnyway) {
			return nil, lang.Errorf("training picture %d has label %d; labels of %d pictures run from 0 to %d", i, c, n, max(n, labelsAnyway)-1)
		}
		classes = max(classes, c+1)
	}
	size = make([]int, classes)
	for _, c := range gallery {
		size[c]++
	}
	if size[gallery[0]] == n {
		return nil, lang.Errorf("all %d training pictures have class %d, and at least two classes are needed", n, gallery[0])
	}
	missing, first := 0, -1
	for i, c := range query {
		if c < 0 || c >= classes || size[c] == 0 {
			if missing++; first < 0 {
				first = i
			}
		}
	}
	switch {
	case missing == 1:
		return nil, lang.Errorf("test picture %d has class %d, which no training picture has", first, query[first])
	case missing > 1:
		return nil, lang.Errorf("%d of %d test pictures have a class that no training picture has; the first is picture %d, of class %d", missing, len(query), first, query[first])
	}
	return size, nil
}
