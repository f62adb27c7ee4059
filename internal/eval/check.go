package eval

import (
	"errors"
	"fmt"
	"math"
)

// checkFinite reports the first row of the (n, dim) matrix that holds a value
// that is not finite. name says in words what row i is.
func checkFinite(emb []float32, dim int, name func(row int) string) error {
	const exponent = 0xff << 23 // all ones in what is not finite
	for i, v := range emb {
		if math.Float32bits(v)&exponent == exponent {
			return fmt.Errorf("eval: the embedding of %s holds %v; the network's weights or the picture are broken", name(i/dim), v)
		}
	}
	return nil
}

// checkTriplets reports what is wrong with embeddings of triplets.
func checkTriplets(set string, emb []float32, dim int) error {
	if dim < 1 || len(emb)%(3*dim) != 0 {
		panic(fmt.Sprintf("eval: %d values are no triplets of dim %d", len(emb), dim))
	}
	if len(emb) == 0 {
		return fmt.Errorf("eval: no %s triplets; hold more back with the split", set)
	}
	role := [3]string{"anchor", "positive", "negative"}
	return checkFinite(emb, dim, func(row int) string {
		return fmt.Sprintf("row %d, the %s of %s triplet %d,", row, role[row%3], set, row/3)
	})
}

// checkSets reports what is wrong with queries and gallery, or gives the number
// of gallery pictures of each class.
func checkSets(query, gallery Set, dim int) (size []int, err error) {
	for _, s := range []Set{query, gallery} {
		if dim < 1 || len(s.Emb) != len(s.Labels)*dim {
			panic(fmt.Sprintf("eval: %d values for %d labels and dim %d", len(s.Emb), len(s.Labels), dim))
		}
	}
	switch {
	case len(query.Labels) == 0:
		return nil, errors.New("eval: no query pictures")
	case len(gallery.Labels) == 0:
		return nil, errors.New("eval: no gallery pictures")
	}
	n := len(gallery.Labels)
	classes := int32(0)
	for i, c := range gallery.Labels {
		// A label beyond the number of pictures is no index of a class; it must
		// not decide how much memory is taken.
		if c < 0 || int(c) >= n {
			return nil, fmt.Errorf("eval: gallery picture %d has label %d; labels of %d pictures run from 0 to %d", i, c, n, n-1)
		}
		classes = max(classes, c+1)
	}
	size = make([]int, classes)
	for _, c := range gallery.Labels {
		size[c]++
	}
	if size[gallery.Labels[0]] == n {
		return nil, fmt.Errorf("eval: all %d gallery pictures have class %d; at least two classes are needed", n, gallery.Labels[0])
	}
	for i, c := range query.Labels {
		if c < 0 || c >= classes || size[c] == 0 {
			return nil, fmt.Errorf("eval: query picture %d has class %d, which no gallery picture has", i, c)
		}
	}
	picture := func(set string) func(int) string {
		return func(row int) string { return fmt.Sprintf("%s picture %d", set, row) }
	}
	if err := checkFinite(query.Emb, dim, picture("query")); err != nil {
		return nil, err
	}
	return size, checkFinite(gallery.Emb, dim, picture("gallery"))
}
