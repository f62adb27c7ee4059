package eval

import (
	"context"
	"slices"

	"mekiki/internal/search"
)

// Known are pictures whose classes are known, which call others by their distance.
// It may be asked from many goroutines at once.
type Known struct {
	index   *search.Index
	labels  []int32
	classes int
	within  *WithinClass // nil: vectors are searched as they are
}

// NewKnown makes it of an index and the class of each of its rows, 0 or more. Unlike Search
// it takes pictures of a single class, too: then the class says nothing but the distance does.
// It panics if there are no rows, not a label for each, or if rows were removed.
func NewKnown(index *search.Index, labels []int32) *Known {
	if index.Len() == 0 || index.Len() != len(labels) || !index.Whole() {
		panic("eval: NewKnown wants rows and a label for each")
	}
	return &Known{index: index, labels: labels, classes: int(slices.Max(labels)) + 1}
}

// Within lets k map queries by w before it searches, as the rows of its index were. It panics if dimensions differ.
func (k *Known) Within(w *WithinClass) {
	if w.Dim != k.index.Dim() {
		panic("eval: a map of another dimension")
	}
	k.within = w
}

// Call is what known pictures say of one of unknown class.
type Call struct {
	// Class is the one that 5-NN calls, by the rule of Search.
	Class int32
	// Near are the nearest known pictures, the nearest first; of those at the same distance the lowest
	// index first.
	Near []search.Hit
}

// Call asks the nearest known pictures of each query, row-major (n, dim); Near holds shown of them, at
// least 1, or all where there are fewer. A query that is not finite is an error that names its row, a
// cancelled ctx gives its error.
func (k *Known) Call(ctx context.Context, queries []float32, shown int) ([]Call, error) {
	if k.within != nil {
		queries = k.within.Apply(queries)
	}
	calls := make([]Call, len(queries)/k.index.Dim())
	err := k.index.Scan(ctx, queries, search.Want{K: max(shown, neighboursVoting)}, func() func(int, []search.Place) {
		p := newPoll(k.labels, k.classes)
		return func(q int, near []search.Place) {
			c := &calls[q]
			for _, at := range near {
				for _, row := range at.Rows {
					if len(c.Near) < shown {
						c.Near = append(c.Near, search.Hit{Index: int(row), Distance: at.Distance})
					}
				}
			}
			c.Class = p.call(k.voting(near))
		}
	})
	if err != nil {
		return nil, broken(err)
	}
	return calls, nil
}

// Labels are the classes of all known pictures. Do not change them.
func (k *Known) Labels() []int32 { return k.labels }

// voting are the places up to that of the fifth picture, which poll wants.
func (k *Known) voting(near []search.Place) []search.Place {
	n := 0
	for i, at := range near {
		if n += len(at.Rows); n >= neighboursVoting {
			return near[:i+1]
		}
	}
	return near
}
