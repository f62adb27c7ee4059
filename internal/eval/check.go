package eval

import (
	"errors"
	"fmt"
	"math"

	"mekiki/internal/search"
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

// checkSets reports what is wrong with the labels of queries and gallery, or gives the number
// of gallery pictures of each class. What is not finite a search refuses.
func checkSets(query, gallery Set, dim int) (size []int, err error) {
	for _, s := range []Set{query, gallery} {
		if dim < 1 || len(s.Emb) != len(s.Labels)*dim {
			panic(fmt.Sprintf("eval: %d values for %d labels and dim %d", len(s.Emb), len(s.Labels), dim))
		}
	}
	if size, err = countClasses(query.Labels, gallery.Labels); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	return size, nil
}

// broken says in words which picture's embedding a search refused.
func broken(err error) error {
	var e *search.NotFinite
	if !errors.As(err, &e) {
		return err
	}
	set := "query"
	if e.What == "row" {
		set = "gallery"
	}
	return fmt.Errorf("eval: the embedding of %s picture %d holds %v; the network's weights or the picture are broken", set, e.Row, e.Value)
}
