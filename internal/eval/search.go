package eval

import (
	"context"

	"mekiki/internal/kernel"
	"mekiki/internal/metric"
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
	job, err := newSpaceSearch(query, gallery, dim, distance, opt)
	if err != nil {
		return nil, err
	}
	return job.neighbours(ctx, opt)
}

// newSpaceSearch prepares Search.
func newSpaceSearch(query, gallery Set, dim int, distance string, opt Options) (*search, error) {
	size, err := checkSets(query, gallery, dim)
	if err != nil {
		return nil, err
	}
	workers := workersOf(opt)
	from := newStock(gallery, size, dim, false, workers)
	s, err := newSpace(distance, from, query.Emb, workers)
	if err != nil {
		return nil, err
	}
	g := newGallery(s, from, workers)
	rows := blockRows
	if opt.SkipRetrieval {
		// No more than give every worker a block.
		rows = min(nearRows, kernel.PadRows((len(query.Labels)+workers-1)/workers))
	}
	return &search{
		seeker: func() seeker { return &spaceSeeker{g, newBlock(g, rows, !opt.SkipRetrieval)} },
		rows:   rows,
		query:  query, gallery: from, size: size,
		wide: s.wide, mean: classMeans(from, size, s.factor, s.longest, workers),
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

// seeker finds the nearest of some queries at a time. One for each worker.
type seeker interface {
	// fill compares the queries, row-major, with the whole gallery.
	fill(query []float32)
	// keys order the gallery's rows by their distance to query i of the last fill, as well as
	// float32 can; 31 bits each. A search for the nearest alone may have none.
	keys(i int) []uint32
	// nearest gives the nearest of query i, which is x, by their exact distances; once a
	// fill, and good until the next call.
	nearest(r *ranker, i int, x []float32) *podium
}

// search is one search under way. Workers write score and call, each at its
// queries' places only.
type search struct {
	seeker  func() seeker
	rows    int // queries that a seeker takes at a time
	query   Set
	order   []int32 // of the queries, for sums
	gallery *stock
	labels  []int32 // the gallery's, for retrieval figures
	size    []int   // pictures of each class in the gallery
	wide    metric.Measure[float64]
	mean    []float64 // of each class, (classes, dim)
	score   [][measures]float64
	call    []int32 // the class that 5-NN calls
}

// neighbours runs the search and sums it up.
func (s *search) neighbours(ctx context.Context, opt Options) (*Neighbours, error) {
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

// run scores the queries, block by block until none is left.
func (s *search) run(ctx context.Context, opt Options) error {
	n := len(s.query.Labels)
	s.order, _ = arrange(s.query, s.gallery.dim, workersOf(opt), ascending)
	if !opt.SkipRetrieval {
		s.labels = s.gallery.labels()
	}
	s.score, s.call = make([][measures]float64, n), make([]int32, n)
	share(n, s.rows, workersOf(opt), func() func(from, to int) {
		seek, r, wide := s.seeker(), new(ranker), make([]float64, s.gallery.dim)
		return func(from, to int) {
			if ctx.Err() == nil {
				s.block(seek, r, wide, from, to)
			}
		}
	})
	return ctx.Err()
}

// block scores queries from up to to.
func (s *search) block(seek seeker, r *ranker, wide []float64, from, to int) {
	dim := s.gallery.dim
	seek.fill(s.query.Emb[from*dim : to*dim])
	for q := from; q < to; q++ {
		x, class := s.query.Emb[q*dim:(q+1)*dim], s.query.Labels[q]
		near := seek.nearest(r, q-from, x)
		s.call[q] = near.call()
		for k, v := range x {
			wide[k] = float64(v)
		}
		score := &s.score[q]
		score[scoreKNN] = one(s.call[q] == class)
		score[scoreMean] = one(nearestMean(s.wide, wide, s.mean, s.size) == class)
		score[scoreFirst] = near.share(class)
		if s.labels != nil {
			key := seek.keys(q - from)
			if len(key) < len(s.labels) {
				r.key = s.gallery.spread(r.key, key)
				key = r.key
			}
			r.tally(key)
			score[scoreRPrecision], score[scoreMAPR] = r.retrieve(key, s.labels, class, s.size[class])
		}
	}
}

// scores are those of the queries that keep keeps, nil keeping all, in an order that
// their contents alone decide: sums round, and resamples draw, the same for any order of rows.
func (s *search) scores(keep func(query int) bool) [][measures]float64 {
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
