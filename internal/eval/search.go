package eval

import (
	"cmp"
	"context"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/search"
)

// Set is n embeddings, row-major (n, dim), with the class of each.
type Set struct {
	Emb    []float32
	Labels []int32
}

// The figures of one query, in the columns of its scores.
const (
	scoreKNN = iota
	scoreMean
	scoreFirst
	scoreRPrecision
	scoreMAPR
	measures
)

// maxConfusion is the largest number of classes for which a confusion matrix is
// made; nobody reads a larger one, and it grows with the square.
const maxConfusion = 1000

// neighboursVoting is the 5 of 5-NN.
const neighboursVoting = 5

// Search looks for each query in the gallery by one distance, "cosine" or
// "euclidean". A gallery of fewer than 5 pictures lets all of them vote.
//
// Beside the sets it needs the packed gallery, 4 bytes a value, and with retrieval
// figures 24 rows of distances a worker: for 60,000 x 128 about 31 MB, and 6 MB a
// worker. The figures are bitwise the same for any number of workers and any order
// of the rows. Copies of a picture in the gallery are searched as one; where very many
// different pictures are as near as rounding can tell, each of them is measured: some
// milliseconds a query for 60,000 of them.
//
// It is an error if a set is empty, an embedding is not finite, the gallery has
// fewer than two classes, or a query's class is missing there. A cancelled ctx
// gives its error. Labels and embeddings that do not match panic.
func Search(ctx context.Context, query, gallery Set, dim int, distance string, opt Options) (*Neighbours, error) {
	job, err := newSpaceJob(query, gallery, dim, distance, opt)
	if err != nil {
		return nil, err
	}
	return job.neighbours(ctx, opt)
}

// spaces are the distances that Search knows, in the order of their names.
func spaces() []string { return []string{"cosine", "euclidean"} }

// newSpaceJob prepares Search.
func newSpaceJob(query, gallery Set, dim int, distance string, opt Options) (*job, error) {
	if !slices.Contains(spaces(), distance) {
		return nil, lang.Errorf("eval: neighbours are searched by cosine or euclidean, not %q", distance)
	}
	return newJob(query, gallery, dim, distance, opt)
}

// newJob prepares a search by any distance that metric.FittedMeasure reads.
func newJob(query, gallery Set, dim int, distance string, opt Options) (*job, error) {
	size, err := checkSets(query, gallery, dim)
	if err != nil {
		return nil, err
	}
	d, err := metric.FittedMeasure[float32](distance, opt.Mahalanobis)
	if err != nil {
		return nil, lang.Errorf("eval: %w", err)
	}
	wide, err := metric.FittedMeasure[float64](distance, opt.Mahalanobis)
	if err != nil {
		return nil, lang.Errorf("eval: %w", err)
	}
	newIndex := search.NewRanking
	if opt.SkipRetrieval {
		newIndex = search.NewIndex
	}
	index, err := newIndex(gallery.Emb, dim, d, opt.Workers)
	if err != nil {
		return nil, broken(err)
	}
	return &job{
		index: index, query: query, gallery: gallery, dim: dim, size: size,
		wide: wide, mean: index.Means(gallery.Labels, len(size)),
	}, nil
}

// confusion counts the queries of each class by the class that they were called.
func confusion(labels, call []int32, classes int) [][]int {
	m := make([][]int, classes)
	for c := range m {
		m[c] = make([]int, classes)
	}
	for i, c := range labels {
		m[c][call[i]]++
	}
	return m
}

// job is one search under way. Workers write score and call, each at its
// queries' places only.
type job struct {
	index          *search.Index
	query, gallery Set
	dim            int
	order          []int32 // of the queries, for sums
	places         [][]int32
	labels         []int32 // the gallery's in the order of places, for retrieval figures
	size           []int   // pictures of each class in the gallery
	wide           metric.Measure[float64]
	mean           []float64 // of each class, (classes, dim)
	score          [][measures]float64
	call           []int32 // the class that 5-NN calls
}

// neighbours runs the search and sums it up.
func (s *job) neighbours(ctx context.Context, opt Options) (*Neighbours, error) {
	if err := s.run(ctx, opt); err != nil {
		return nil, err
	}
	m := means(s.scores(nil), opt)
	r := &Neighbours{
		KNN5: m[scoreKNN], ClassMean: m[scoreMean], Precision1: m[scoreFirst],
		RPrecision: m[scoreRPrecision], MAPR: m[scoreMAPR], Called: s.call,
	}
	if len(s.size) <= maxConfusion {
		r.Confusion = confusion(s.query.Labels, s.call, len(s.size))
	}
	return r, nil
}

// run scores the queries.
func (s *job) run(ctx context.Context, opt Options) error {
	n := len(s.query.Labels)
	s.order = search.Order(s.query.Emb, s.dim, search.Workers(opt.Workers), func(a, b int32) int {
		return cmp.Compare(s.query.Labels[a], s.query.Labels[b])
	})
	s.score, s.call = make([][measures]float64, n), make([]int32, n)
	want := search.Want{K: neighboursVoting}
	if opt.SkipRetrieval {
		return broken(s.index.Scan(ctx, s.query.Emb, want, func() func(int, []search.Place) {
			p, wide := newPoll(s.gallery.Labels, len(s.size)), make([]float64, s.dim)
			return func(q int, near []search.Place) { s.vote(p, wide, q, near) }
		}))
	}
	s.places = s.index.Ranked()
	for _, rows := range s.places {
		for _, row := range rows {
			s.labels = append(s.labels, s.gallery.Labels[row])
		}
	}
	return broken(s.index.Rank(ctx, s.query.Emb, want, func() func(int, []search.Place, []uint32) {
		p, wide, r := newPoll(s.gallery.Labels, len(s.size)), make([]float64, s.dim), new(ranker)
		return func(q int, near []search.Place, keys []uint32) {
			s.vote(p, wide, q, near)
			s.retrieve(r, q, keys)
		}
	}))
}

// vote scores query q by its nearest pictures and by the class means.
func (s *job) vote(p *poll, wide []float64, q int, near []search.Place) {
	class := s.query.Labels[q]
	s.call[q] = p.call(near)
	for k, v := range s.query.Emb[q*s.dim : (q+1)*s.dim] {
		wide[k] = float64(v)
	}
	score := &s.score[q]
	score[scoreKNN] = one(s.call[q] == class)
	score[scoreMean] = one(nearestMean(s.wide, wide, s.mean, s.size) == class)
	score[scoreFirst] = p.share(near, class)
}

// retrieve scores query q by the keys of all pictures.
func (s *job) retrieve(r *ranker, q int, key []uint32) {
	class := s.query.Labels[q]
	if len(key) < len(s.labels) {
		key = r.spread(key, s.places)
	}
	r.tally(key)
	s.score[q][scoreRPrecision], s.score[q][scoreMAPR] = r.retrieve(key, s.labels, class, s.size[class])
}

// scores are those of the queries that keep keeps, nil keeping all, in an order that
// their contents alone decide: sums round, and resamples draw, the same for any order of rows.
func (s *job) scores(keep func(query int) bool) [][measures]float64 {
	out := make([][measures]float64, 0, len(s.score))
	for _, q := range s.order {
		if keep == nil || keep(int(q)) {
			out = append(out, s.score[q])
		}
	}
	return out
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
