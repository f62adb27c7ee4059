package eval

import (
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
	if size, err = countClasses(query.Labels, gallery.Labels); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	picture := func(set string) func(int) string {
		return func(row int) string { return fmt.Sprintf("%s picture %d", set, row) }
	}
	if err := checkFinite(query.Emb, dim, picture("query")); err != nil {
		return nil, err
	}
	return size, checkFinite(gallery.Emb, dim, picture("gallery"))
}
