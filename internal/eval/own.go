package eval

import (
	"context"
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/search"
)

// mostProducts is the largest queries x gallery x dim for which a distance that
// needs the vectors themselves is measured for every pair: some seconds.
const mostProducts = 2_000_000_000

// searchOwn fills Neighbours[Own], or OwnNote where that would take too long.
// cosine and Euclidean are searched already.
func (r *Result) searchOwn(ctx context.Context, in Input, opt Options) error {
	space, _, err := ownSpace(opt)
	if err != nil {
		return err
	}
	if space != "" {
		r.Neighbours[Own] = r.Neighbours[space]
		return nil
	}
	n, note, err := SearchOwn(ctx, in.Query, in.Gallery, in.Dim, opt)
	if r.OwnNote = note; n != nil {
		r.Neighbours[Own] = n
	}
	return err
}

// ownSpace is opt.Own as a distance, and the one of spaces that has its order, if any.
func ownSpace(opt Options) (space string, d metric.Measure[float32], err error) {
	if d, err = metric.FittedMeasure[float32](opt.Own, opt.Mahalanobis); err != nil {
		return "", nil, lang.Errorf("eval: %w", err)
	}
	switch metric.Alone(d) {
	case "cosine", "angular":
		space = "cosine"
	case "euclidean", "sqeuclidean":
		space = "euclidean"
	}
	return space, d, nil
}

// SearchOwn is Search by opt.Own, any distance that metric.FittedMeasure reads.
// A distance that needs the vectors themselves is searched for at most 2e9 products
// of queries, gallery and dim: beyond these there are no neighbours but a note that
// says why, and no error.
func SearchOwn(ctx context.Context, query, gallery Set, dim int, opt Options) (n *Neighbours, note string, err error) {
	job, note, err := newOwnJob(query, gallery, dim, opt)
	if err != nil || note != "" {
		return nil, note, err
	}
	n, err = job.neighbours(ctx, opt)
	return n, "", err
}

// newOwnJob prepares SearchOwn; with a note there is no search.
//
// What is no number is farthest from the query. The class mean is that of the vectors as they
// are. The nearest pictures are exactly those by Measure.Value. The retrieval figures order by
// keys of 23 bits for a formula's distance, counted from a near one of the query: they may take
// distances as equal, or in the other order, that differ by less than rounding can tell.
func newOwnJob(query, gallery Set, dim int, opt Options) (job *job, note string, err error) {
	space, d, err := ownSpace(opt)
	if err != nil {
		return nil, "", err
	}
	if space != "" {
		job, err = newSpaceJob(query, gallery, dim, space, opt)
		return job, "", err
	}
	pairs := float64(len(query.Labels)) * float64(len(gallery.Labels))
	products := float64(dim) // of a pair
	if len(opt.Mahalanobis) > 0 && metric.Fitted(d) {
		products = float64(len(opt.Mahalanobis))
	}
	if search.Pairwise(d, !opt.SkipRetrieval) && pairs*products > mostProducts {
		return nil, lang.T("neighbours by %s were not searched: it needs the vectors of each of the %.0f pairs of a query and a gallery picture, which takes too long beyond %.0f pairs",
			opt.Own, pairs, math.Floor(mostProducts/products)).String(), nil
	}
	job, err = newJob(query, gallery, dim, opt.Own, opt)
	return job, "", err
}
