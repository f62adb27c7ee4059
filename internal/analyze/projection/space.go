package projection

import (
	"context"
	"math"

	"mekiki/internal/analyze/parallel"
	"mekiki/internal/kernel"
	"mekiki/internal/lang"
)

// vectorSpace is a set of vectors prepared for a projection: for "cosine" at unit length,
// with the mean moved to zero and scaled so that the mean squared length is 1.
// Squared Euclidean distances between these places order pairs as the distance
// does, keep their digits where an embedding has collapsed, and cannot overflow.
type vectorSpace struct {
	n, dim int
	x      []float32 // (n, dim)
	length []float32 // squared, of each place
	unit   float64   // a length of 1 here, in the units of the space
}

// placeBlock is how many places a worker takes at a time.
const placeBlock = 512

// spaceRows is how many places are packed together, and spaceQueries how many go
// through them at a time: both stay in a core's cache.
const spaceRows, spaceQueries = 2048, 2 * kernel.Tile

func newVectorSpace(emb []float32, dim int, space string) (*vectorSpace, error) {
	if space != "cosine" && space != "euclidean" {
		return nil, lang.Errorf("no space %q for a map; known are cosine and euclidean", space)
	}
	s := &vectorSpace{n: len(emb) / dim, dim: dim, x: make([]float32, len(emb)), unit: 1}
	s.length = make([]float32, s.n)
	row, mean := make([]float64, dim), make([]float64, dim)
	place := func(i int) {
		square := 0.0
		for k, v := range emb[i*dim : (i+1)*dim] {
			row[k] = float64(v)
			square += row[k] * row[k]
		}
		if space == "cosine" && square > 0 { // the zero vector has no direction and stays
			for k := range row {
				row[k] /= math.Sqrt(square)
			}
		}
	}
	for i := range s.n {
		place(i)
		for k, v := range row {
			mean[k] += v / float64(s.n)
		}
	}
	spread := 0.0
	for i := range s.n {
		place(i)
		for k, v := range row {
			spread += (v - mean[k]) * (v - mean[k]) / float64(s.n)
		}
	}
	if spread == 0 {
		return nil, lang.Errorf("all vectors have the same direction, so there is nothing to draw in the %s space; try --space euclidean", space)
	}
	s.unit = math.Sqrt(spread)
	for i := range s.n {
		place(i)
		square := 0.0
		for k, v := range row {
			p := float32((v - mean[k]) / s.unit)
			s.x[i*dim+k] = p
			square += float64(p) * float64(p)
		}
		s.length[i] = float32(square)
	}
	return s, nil
}

func (s *vectorSpace) row(i int) []float32 { return s.x[i*s.dim : (i+1)*s.dim] }

// squared is |x-y|² of places i and j, in float64.
func (s *vectorSpace) squared(i, j int) float64 {
	y, sum := s.row(j), 0.0
	for k, v := range s.row(i) {
		d := float64(v) - float64(y[k])
		sum += d * d
	}
	return sum
}

// each gives the squared distances of every place i to all places, to what visitor
// makes for each worker. Rounding errs by some 1e-6 of the squared lengths, and
// may put a small distance below zero.
func (s *vectorSpace) each(ctx context.Context, workers int, visitor func() func(i int, square []float32)) error {
	var strips []*kernel.Panels
	for from := 0; from < s.n; from += spaceRows {
		n := min(spaceRows, s.n-from)
		strips = append(strips, kernel.NewPanels(s.x[from*s.dim:], n, s.dim))
	}
	parallel.Share((s.n+spaceQueries-1)/spaceQueries, workers, func() func(int) {
		visit := visitor()
		product := make([]float32, spaceQueries*strips[0].N)
		scratch := make([]float32, strips[0].ProductScratch(spaceQueries))
		square := make([]float32, spaceQueries*s.n)
		return func(b int) {
			if ctx.Err() != nil {
				return
			}
			from := b * spaceQueries
			rows := min(spaceQueries, s.n-from)
			for k, strip := range strips {
				strip.Products(product, s.x[from*s.dim:], rows, scratch)
				for i := range rows {
					out := square[i*s.n+k*spaceRows:][:strip.N]
					yy, xx := s.length[k*spaceRows:][:strip.N], s.length[from+i]
					for j, p := range product[i*strip.N:][:strip.N] {
						out[j] = xx + yy[j] - 2*p
					}
				}
			}
			for i := range rows {
				visit(from+i, square[i*s.n:(i+1)*s.n])
			}
		}
	})
	return ctx.Err()
}
