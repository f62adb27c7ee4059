package metric

import (
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/suggest"
)

// Float is the type of an embedding's values.
type Float interface{ ~float32 | ~float64 }

// Distance measures how far two embeddings of equal length lie apart; smaller
// is closer. It is symmetric, keeps no state, and is safe for concurrent use.
//
// NaN or infinity in a vector gives a NaN or infinite distance, never a
// plausible one.
type Distance[T Float] interface {
	// Name is the registered name, such as "cosine".
	Name() string
	// Symbol is the short name in formulas, such as "cos".
	Symbol() string
	// Value is d(x, y), at least 0. It panics if y is shorter than x.
	Value(x, y []T) float64
	// AddGrad adds g * ∂d/∂x to dx and g * ∂d/∂y to dy, both as long as x. Where
	// d has no derivative it adds what the distance's own comment says.
	AddGrad(g float64, x, y, dx, dy []T)
}

// distances lists every distance by name; a new one is added here.
func distances[T Float]() []Distance[T] {
	return []Distance[T]{
		ofMoments[T]{angular{}},
		ofMoments[T]{cosine{}},
		ofMoments[T]{euclidean{}},
		ofMoments[T]{sqeuclidean{}},
	}
}

// Names are the names of all distances, sorted.
func Names() []string {
	var names []string
	for _, d := range distances[float64]() {
		names = append(names, d.Name())
	}
	slices.Sort(names)
	return names
}

// Lookup returns the distance of that name. The error for an unknown name
// suggests the nearest known one.
func Lookup[T Float](name string) (Distance[T], error) {
	for _, d := range distances[T]() {
		if d.Name() == name {
			return d, nil
		}
	}
	return nil, unknown("distance", name, Names())
}

// unknown is the error for a name that is not known.
func unknown(what, name string, known []string) error {
	hint := ""
	if near, ok := suggest.Nearest(name, known); ok {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("unknown %s %q%s (known: %s)", what, name, hint, strings.Join(known, ", "))
}

// TripletDistances measures each triplet of emb, row-major (3n, dim), rows
// anchor, positive, negative: ap[i] is d(a,p) and an[i] is d(a,n) of triplet i.
// It panics if emb is not whole triplets.
func TripletDistances[T Float](d Distance[T], emb []T, dim int) (ap, an []T) {
	count := tripletCount(emb, dim)
	ap, an = make([]T, count), make([]T, count)
	for i := range count {
		e := emb[3*i*dim : 3*(i+1)*dim]
		ap[i] = T(d.Value(e[:dim], e[dim:2*dim]))
		an[i] = T(d.Value(e[:dim], e[2*dim:]))
	}
	return ap, an
}

func tripletCount[T Float](emb []T, dim int) int {
	if dim < 1 || len(emb)%(3*dim) != 0 {
		panic(fmt.Sprintf("metric: %d values are not whole triplets of dim %d", len(emb), dim))
	}
	return len(emb) / (3 * dim)
}
