package eval

import (
	"errors"
	"fmt"
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/search"
)

// checkFinite reports the first row of the (n, dim) matrix that holds a value
// that is not finite. name says in words what row i is.
func checkFinite(emb []float32, dim int, name func(row int) lang.Message) error {
	const exponent = 0xff << 23 // all ones in what is not finite
	for i, v := range emb {
		if math.Float32bits(v)&exponent == exponent {
			return lang.Errorf("eval: the embedding of %s holds %v; the network's weights or the picture are broken", name(i/dim), v)
		}
	}
	return nil
}

// part is a part of a split that triplets are of.
type part string

// The parts that an evaluation takes.
const (
	testPart       part = "test"
	validationPart part = "validation"
)

// none says that a part has no triplets.
func (p part) none() error {
	if p == validationPart {
		return lang.Errorf("eval: no validation triplets; hold more back with the split")
	}
	return lang.Errorf("eval: no test triplets; hold more back with the split")
}

// checkTriplets reports what is wrong with embeddings of triplets.
func checkTriplets(set part, emb []float32, dim int) error {
	if dim < 1 || len(emb)%(3*dim) != 0 {
		panic(fmt.Sprintf("eval: %d values are no triplets of dim %d", len(emb), dim))
	}
	if len(emb) == 0 {
		return set.none()
	}
	return checkFinite(emb, dim, func(row int) lang.Message {
		role := [3]lang.Message{lang.T("anchor"), lang.T("positive"), lang.T("negative")}[row%3]
		if set == validationPart {
			return lang.T("row %d, the %s of validation triplet %d,", row, role, row/3)
		}
		return lang.T("row %d, the %s of test triplet %d,", row, role, row/3)
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
		return nil, lang.Errorf("eval: %w", err)
	}
	return size, nil
}

// broken says in words which picture's embedding a search refused.
func broken(err error) error {
	var e *search.NotFinite
	if !errors.As(err, &e) {
		return err
	}
	if e.What == "row" {
		return lang.Errorf("eval: the embedding of gallery picture %d holds %v; the network's weights or the picture are broken", e.Row, e.Value)
	}
	return lang.Errorf("eval: the embedding of query picture %d holds %v; the network's weights or the picture are broken", e.Row, e.Value)
}
