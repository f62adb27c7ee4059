package eval

import (
	"context"
	"maps"
	"slices"

	"mekiki/internal/metric"
)

// ChooseThresholdWithin is ChooseThreshold by distances after the WithinClass map of the known
// pictures, which it returns. LeftOut is measured by maps that have not seen the class that is left out: then
// nothing at all was learned from it.
func ChooseThresholdWithin(ctx context.Context, heldOut, known Set, dim int, measure metric.Measure[float32], reject float64, workers int) (*OpenSet, *WithinClass, error) {
	w := FitWithinClass(known.Emb, known.Labels, dim)
	held := Set{w.Apply(heldOut.Emb), heldOut.Labels}
	near, err := nearestByClass(ctx, held, Set{w.Apply(known.Emb), known.Labels}, dim, measure, workers)
	if err != nil {
		return nil, nil, err
	}
	for _, class := range slices.Sorted(maps.Keys(near.known)) {
		if err := near.without(ctx, class, heldOut, known, dim, measure, workers); err != nil {
			return nil, nil, err
		}
	}
	o, err := near.openSet(held, measure, reject)
	return o, w, err
}

// without measures the held-out pictures of a class anew, as if it were not known.
func (near *nearest) without(ctx context.Context, class int32, heldOut, known Set, dim int, measure metric.Measure[float32], workers int) error {
	queries, rows := heldOut.only(func(c int32) bool { return c == class }, dim)
	others, _ := known.only(func(c int32) bool { return c != class }, dim)
	if len(rows) == 0 || len(others.Labels) == 0 {
		return nil
	}
	w := FitWithinClass(others.Emb, others.Labels, dim)
	again, err := nearestByClass(ctx, Set{w.Apply(queries.Emb), queries.Labels}, Set{w.Apply(others.Emb), others.Labels}, dim, measure, workers)
	if err != nil {
		return err
	}
	for i, q := range rows {
		near.other[q] = again.any[i]
	}
	return nil
}

// only are the vectors of some classes, and which rows they were.
func (s Set) only(of func(class int32) bool, dim int) (part Set, rows []int) {
	for i, c := range s.Labels {
		if of(c) {
			part.Emb, part.Labels = append(part.Emb, s.Emb[i*dim:][:dim]...), append(part.Labels, c)
			rows = append(rows, i)
		}
	}
	return part, rows
}
