package eval

import (
	"context"
	"fmt"
	"math"
	"strings"

	"mekiki/internal/metric"
)

// mostProducts is the largest queries x gallery x dim for which a distance that
// needs the vectors themselves is measured for every pair: some seconds.
const mostProducts = 2_000_000_000

// searchOwn fills Neighbours[Own], or OwnNote where that would take too long.
// cosine and Euclidean are searched already.
func (r *Result) searchOwn(ctx context.Context, in Input, opt Options) error {
	d, err := metric.FittedMeasure[float32](opt.Own, opt.Mahalanobis)
	if err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	switch metric.Alone(d) {
	case "cosine", "angular": // the same order
		r.Neighbours[Own] = r.Neighbours["cosine"]
		return nil
	case "euclidean", "sqeuclidean":
		r.Neighbours[Own] = r.Neighbours["euclidean"]
		return nil
	}
	pairs := float64(len(in.Query.Labels)) * float64(len(in.Gallery.Labels))
	products := float64(in.Dim) // of a pair
	if len(opt.Mahalanobis) > 0 && strings.Contains(opt.Own, "mah") {
		products = float64(len(opt.Mahalanobis))
	}
	if _, ok := metric.NewColumns(d); !ok && pairs*products > mostProducts {
		r.OwnNote = fmt.Sprintf("neighbours by %s were not searched: it needs the vectors of each of the %.0f pairs of a query and a gallery picture, which takes too long beyond %.0f pairs",
			opt.Own, pairs, math.Floor(mostProducts/products))
		return nil
	}
	r.Neighbours[Own], err = SearchMeasure(ctx, in.Query, in.Gallery, in.Dim, opt.Own, opt)
	return err
}

// SearchMeasure is Search by any distance that metric.FittedMeasure reads, of any
// sign. What is no number is farthest from the query. The class mean is that of
// the vectors as they are.
//
// Formulas of the cosine, angular, Euclidean, squared Euclidean and RT
// sensitivity distances and of the lengths take about twice as long as Search, as
// long as they are defined; where conditions, roots or quotients hang on
// rounding, pairs are measured one by one. Any other distance is measured for every pair.
//
// Whatever the formula, the nearest pictures are exactly those by Measure.Value;
// only where more than 512 are as near as rounding can tell may others of these
// stand for them, as in Search. The retrieval figures order by keys of 23 bits
// for a distance, counted from a near one of the query: they may take distances as
// equal, or in the other order, that differ by less than rounding can tell.
func SearchMeasure(ctx context.Context, query, gallery Set, dim int, distance string, opt Options) (*Neighbours, error) {
	size, err := checkSets(query, gallery, dim)
	if err != nil {
		return nil, err
	}
	d, err := metric.FittedMeasure[float32](distance, opt.Mahalanobis)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	wide, err := metric.FittedMeasure[float64](distance, opt.Mahalanobis)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	job := &search{
		seeker: func() seeker { return newPairSeeker(d, gallery.Emb, dim) },
		query:  query, gallery: gallery, size: size, dim: dim,
		wide: wide, mean: classMeans(gallery, size, dim, false),
	}
	if _, ok := metric.NewColumns(d); ok {
		g, err := newSums(gallery.Emb, query.Emb, dim)
		if err != nil {
			return nil, err
		}
		job.seeker = func() seeker { return newSumSeeker(g, d, gallery.Emb) }
	}
	return job.neighbours(ctx, opt)
}
