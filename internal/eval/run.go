package eval

import (
	"context"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// Input is everything that is evaluated, embedded already.
type Input struct {
	// Dim is the length of an embedding.
	Dim int
	// Test and Val are triplets, row-major (3n, Dim), rows a, p, n.
	Test, Val []float32
	// Query and Gallery are looked up in one another; with no Query, Result has
	// no Neighbours.
	Query, Gallery Set
	// Names are those of the classes; nil calls them by their numbers.
	Names []string
	// Pixels are the same pictures as they are, for Baselines; nil leaves raw pixels out.
	Pixels *Pixels
}

// Run verifies the test triplets by every distance of opt and searches the
// queries in the gallery by cosine and Euclidean distance and by opt.Own, and says
// what is reached without a network. Errors are those of Triplets and Search.
func Run(ctx context.Context, in Input, opt Options) (*Result, error) {
	start := time.Now()
	r := &Result{
		Own: opt.Own, Queries: len(in.Query.Labels), Gallery: len(in.Gallery.Labels),
		Neighbours: map[string]*Neighbours{},
	}
	var err error
	if r.Verification, err = verifyEach(in.Test, in.Val, in.Dim, opt); err != nil {
		return nil, err
	}
	r.Triplets = len(in.Test) / (3 * in.Dim)
	if r.Queries > 0 {
		for _, name := range spaces() {
			if r.Neighbours[name], err = Search(ctx, in.Query, in.Gallery, in.Dim, name, opt); err != nil {
				return nil, err
			}
		}
		if opt.Own != "" {
			if err := r.searchOwn(ctx, in, opt); err != nil {
				return nil, err
			}
		}
	}
	for name, n := range r.Neighbours {
		if r.Classes == nil {
			r.Classes = map[string]*Classes{}
		}
		r.Classes[name] = newClasses(in.Query.Labels, n.Called, func(c int32) string { return className(in.Names, c) })
	}
	if !opt.SkipBaselines {
		if r.Baselines, err = baselines(ctx, in, opt); err != nil {
			return nil, err
		}
		if n := r.Neighbours[r.Lead()]; n != nil {
			r.Baselines.against(in.Query.Labels, n.Called)
		}
		r.Cautions = r.cautions()
	}
	r.Seconds = time.Since(start).Seconds()
	return r, nil
}

// verifyEach verifies by each distance of opt and by its Own, on embeddings of test triplets
// emb and validation triplets valEmb, both row-major (3n, dim), rows a, p, n. It
// is an error if there are none, a value is not finite, a distance is unknown or the
// state of mahalanobis is not for dim.
func verifyEach(emb, valEmb []float32, dim int, opt Options) (map[string]*Verification, error) {
	if err := checkTriplets(testPart, emb, dim); err != nil {
		return nil, err
	}
	if err := checkTriplets(validationPart, valEmb, dim); err != nil {
		return nil, err
	}
	if fit := opt.Mahalanobis.Dim(); fit != 0 && fit != dim {
		return nil, lang.Errorf("eval: a state of mahalanobis for %d values, but embeddings of %d", fit, dim)
	}
	names := opt.Distances
	if names == nil {
		names = distance.Names()
		if len(opt.Mahalanobis) > 0 {
			names = append(names, "mahalanobis")
		}
	}
	out := make(map[string]*Verification, len(names))
	verify := func(name, measure string) error {
		d, err := metric.FittedMeasure[float32](measure, opt.Mahalanobis)
		if err != nil {
			return lang.Errorf("eval: %w", err)
		}
		ap, an := metric.TripletDistances(d, emb, dim)
		valAP, valAN := metric.TripletDistances(d, valEmb, dim)
		if out[name], err = Verify(ap, an, valAP, valAN, opt); err != nil {
			return lang.Errorf("distance %s: %w", name, err)
		}
		return nil
	}
	for _, name := range names {
		if _, err := distance.Lookup[float32](name); err != nil {
			return nil, lang.Errorf("eval: %w", err)
		}
		if err := verify(name, name); err != nil {
			return nil, err
		}
	}
	if opt.Own != "" {
		if err := verify(Own, opt.Own); err != nil {
			return nil, err
		}
	}
	return out, nil
}
