package eval

import (
	"fmt"
	"math"
	"slices"

	"mekiki/internal/metric"
)

// space is a distance prepared for search: a place for every vector such that
// the order by distance is the order by squared Euclidean distance between
// places. For the Euclidean distance that is the vector itself; for the cosine
// distance the vector at unit length, for |x/|x| - y/|y||² = 2 - 2 cos.
//
// Places are moved so that the mean of the gallery is near zero: |x|² + |y|² -
// 2<x,y> loses its digits where lengths are large beside distances, as in an
// embedding that has collapsed to one spot. And they are scaled by a power of
// two so that none is longer than 1 and nothing overflows. Both steps keep
// small whole numbers exact, so that equal distances stay equal.
type space struct {
	unit bool
	dist metric.Distance[float32]
	wide metric.Distance[float64]
	dim  int
	// factor is what the rows of the gallery are multiplied with before all else.
	factor  []float64
	longest float64   // of the gallery's rows times factor
	mean    []float64 // of the gallery, rounded, unscaled
	scale   float64
	// pole is the squared distance between the place of a zero vector, which has
	// no direction, and every other: cosine distance 1.
	pole float32
}

// spaces are the distances that Search knows, in the order of their names.
func spaces() []string { return []string{"cosine", "euclidean"} }

func newSpace(distance string, gallery *stock, query []float32, workers int) (*space, error) {
	dim := gallery.dim
	s := &space{dim: dim, mean: make([]float64, dim), scale: 1}
	switch distance {
	case "cosine":
		s.unit = true
	case "euclidean":
	default:
		return nil, fmt.Errorf("eval: neighbours are searched by cosine or euclidean, not %q", distance)
	}
	var err error
	if s.dist, err = metric.Lookup[float32](distance); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	if s.wide, err = metric.Lookup[float64](distance); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}

	n := gallery.pictures
	s.factor = factors(gallery.matrix, s.unit, workers)
	length := s.lengths(gallery.matrix, s.factor, workers)
	square := newFixed(slices.Max(length), n)
	s.longest = math.Sqrt(slices.Max(length))
	total, sum, value := int64(0), make([]int64, dim), newFixed(s.longest, n)
	for j, l := range length {
		total += square.of(l) * int64(gallery.copies(j))
	}
	shareColumns(n, dim, workers, func(from, to int) {
		sum := sum[from:to]
		for j, f := range s.factor {
			copies := int64(gallery.copies(j))
			for k, v := range gallery.row(j)[from:to] {
				sum[k] += value.of(float64(v)*f) * copies
			}
		}
	})
	spread := square.value(total, n) / float64(n)
	for k := range sum {
		s.mean[k] = value.value(sum[k], n) / float64(n)
		spread -= s.mean[k] * s.mean[k]
	}
	if spread > 0 {
		// A mean rounded to about the standard deviation does its work as well.
		_, exp := math.Frexp(math.Sqrt(spread / float64(dim)))
		grid := math.Ldexp(1, exp-1)
		for k, m := range s.mean {
			s.mean[k] = math.Round(m/grid) * grid
		}
	}
	queries := matrix{emb: query, dim: dim}
	longest := max(
		slices.Max(s.lengths(gallery.matrix, s.factor, workers)),
		slices.Max(s.lengths(queries, factors(queries, s.unit, workers), workers)))
	if longest > 0 {
		_, exp := math.Frexp(math.Sqrt(longest))
		s.scale = math.Ldexp(1, -exp)
	}
	s.pole = float32(2 * s.scale * s.scale)
	return s, nil
}

// lengths are the squared lengths of the places of the rows of m.
func (s *space) lengths(m matrix, factor []float64, workers int) []float64 {
	length := make([]float64, len(factor))
	share(len(length), shareRows, workers, func() func(from, to int) {
		at := make([]float64, s.dim)
		return func(from, to int) {
			for i := from; i < to; i++ {
				length[i] = s.place(at, m.row(i), factor[i])
			}
		}
	})
	return length
}

// place writes the place of x to dst and returns its squared length. factor is that of x.
func (s *space) place(dst []float64, x []float32, factor float64) float64 {
	length := 0.0
	for k, v := range x {
		p := (float64(v)*factor - s.mean[k]) * s.scale
		dst[k] = p
		length += p * p
	}
	return length
}

// lost says whether a vector of this factor has no place in the space: the
// cosine's zero vector.
func (s *space) lost(factor float64) bool { return s.unit && factor == 0 }

// factors are the inverse lengths of the rows of m if places are at unit length, else ones.
func factors(m matrix, unit bool, workers int) []float64 {
	factor := make([]float64, m.rows())
	share(len(factor), shareRows, workers, func() func(from, to int) {
		return func(from, to int) {
			for i := from; i < to; i++ {
				factor[i] = factorOf(m.row(i), unit)
			}
		}
	})
	return factor
}

// factorOf is factors of one vector.
func factorOf(x []float32, unit bool) float64 {
	if unit {
		return inverseLength(x)
	}
	return 1
}

// inverseLength is 1/|x|, or 0 for a vector that metric's cosine takes as zero.
func inverseLength(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	if sum < 1e-60 {
		return 0
	}
	return 1 / math.Sqrt(sum)
}

// slack bounds what rounding can move a squared distance d between a query of
// squared length xx and its neighbours, times two: two float32 distances that
// differ by more are in their true order.
//
// With u = 2^-24, a dot product of k terms errs by at most k u |x||y| in any
// order of summation, the rounded places, lengths and sums add 12 u (xx+yy)
// more, and yy <= 2 xx + 2 d.
func (s *space) slack(xx, d float32) float32 {
	const u = 1.0 / (1 << 24)
	return 2 * float32(s.dim+12) * u * 3 * (xx + d)
}
