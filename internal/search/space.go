package search

import (
	"math"
	"slices"
)

// space is a distance prepared for search: a place for every vector such that
// the order by distance is the order by squared Euclidean distance between
// places. For the Euclidean distance that is the vector itself; for the cosine
// distance the vector at unit length, for |x/|x| - y/|y||² = 2 - 2 cos; for
// Mahalanobis the vector times W.
//
// Places are moved so that the mean of the rows is near zero: |x|² + |y|² -
// 2<x,y> loses its digits where lengths are large beside distances, as in an
// embedding that has collapsed to one spot. And they are scaled by a power of
// two so that no row's is longer than 1, whatever the mean. Both steps keep small whole numbers exact, so
// that equal distances stay equal.
type space struct {
	unit   bool
	whiten []float64 // W, the lower triangle row by row; nil is none
	norm   float64   // of W, at least; 1 without
	dim    int
	// factor is what the rows are multiplied with before all else, of what the space was made of.
	factor  []float64
	longest float64   // of the rows times factor
	mean    []float64 // of the rows, rounded, unscaled
	scale   float64
	// pole is the squared distance between the place of a zero vector, which has
	// no direction, and every other: cosine distance 1.
	pole float32
}

// newSpace makes the space of a kind of measure for rows.
func newSpace(k kind, from *folded, workers int) *space {
	dim, n := from.dim, len(from.id)
	s := &space{unit: k.unit, whiten: k.whiten, norm: 1, dim: dim, mean: make([]float64, dim), scale: 1}
	if s.whiten != nil {
		s.norm = norm(s.whiten)
	}
	s.factor = factors(from.matrix, s.unit, workers)
	if n > 0 {
		s.centre(from, n, workers)
		if longest := s.norm * (s.longest + norm(s.mean)); longest > 0 {
			_, exp := math.Frexp(longest)
			s.scale = math.Ldexp(1, -exp)
		}
	}
	s.pole = float32(2 * s.scale * s.scale)
	return s
}

// centre finds the mean of n rows, of which from holds those that differ.
func (s *space) centre(from *folded, n, workers int) {
	length := s.lengths(from.matrix, workers)
	square := newFixed(slices.Max(length), n)
	s.longest = math.Sqrt(slices.Max(length))
	total, sum, value := int64(0), make([]int64, s.dim), newFixed(s.longest, n)
	for j, l := range length {
		total += square.of(l) * int64(from.copies(j))
	}
	shareColumns(len(length), s.dim, workers, func(first, last int) {
		sum := sum[first:last]
		for j, f := range s.factor {
			copies := int64(from.copies(j))
			for k, v := range from.row(j)[first:last] {
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
		_, exp := math.Frexp(math.Sqrt(spread / float64(s.dim)))
		grid := math.Ldexp(1, exp-1)
		for k, m := range s.mean {
			s.mean[k] = math.Round(m/grid) * grid
		}
	}
}

// lengths are the squared lengths of the rows of m times their factors.
func (s *space) lengths(m matrix, workers int) []float64 {
	length := make([]float64, len(s.factor))
	Share(len(length), shareRows, workers, func() func(from, to int) {
		return func(from, to int) {
			for i := from; i < to; i++ {
				sum, factor := 0.0, s.factor[i]
				for _, v := range m.row(i) {
					p := float64(v) * factor
					sum += p * p
				}
				length[i] = sum
			}
		}
	})
	return length
}

// move writes x from the mean, scaled, to dst and returns its squared length. factor is that of x.
func (s *space) move(dst []float64, x []float32, factor float64) float64 {
	length := 0.0
	for k, v := range x {
		p := (float64(v)*factor - s.mean[k]) * s.scale
		dst[k] = p
		length += p * p
	}
	return length
}

// place writes the place of x to dst and returns its squared length. factor is that of x.
func (s *space) place(dst []float64, x []float32, factor float64) float64 {
	length := s.move(dst, x, factor)
	if s.whiten == nil {
		return length
	}
	length = 0
	for k := len(dst) - 1; k >= 0; k-- { // W is a lower triangle: what is overwritten is not read again
		sum := 0.0
		for j, w := range s.whiten[k*(k+1)/2:][:k+1] {
			sum += w * dst[j]
		}
		dst[k] = sum
		length += sum * sum
	}
	return length
}

// norm is the root of the sum of all squares, not below any stretch by the matrix.
func norm(matrix []float64) float64 {
	sum := 0.0
	for _, v := range matrix {
		sum += v * v
	}
	return math.Sqrt(sum)
}

// lost says whether a vector of this factor has no place in the space: the
// cosine's zero vector.
func (s *space) lost(factor float64) bool { return s.unit && factor == 0 }

// factors are the inverse lengths of the rows of m if places are at unit length, else ones.
func factors(m matrix, unit bool, workers int) []float64 {
	factor := make([]float64, m.rows())
	Share(len(factor), shareRows, workers, func() func(from, to int) {
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

// slack bounds what rounding can move a squared distance d between a query of squared length xx
// and its neighbours, times two: two float32 distances that differ by more are in their true
// order. hidden is that of the query.
//
// With u = 2^-24, a dot product of k terms errs by at most k u |x||y| in any order of summation,
// the rounded places, lengths and sums add 12 u (xx+yy) more, and yy <= 2 xx + 2 d.
func (s *space) slack(xx, d, hidden float32) float32 {
	const u = 1.0 / (1 << 24)
	return 2*float32(s.dim+12)*u*3*(xx+d) + hidden
}

// hidden bounds, times two, what else can move a squared distance: what underflows, less than
// 2^-138 a term, and rounding in float64. The latter shows where vectors lie very close
// together, or W stretches some directions far more than others. moved is the squared length of
// the query before W.
//
// Measure.Value of a cosine errs by less than (k+8) 2^-52 of 1, which is 2 scale² here. A place
// errs by less than (k+8) 2^-52 |W| times what W is applied to, which is no longer than three
// times the longest row; with u = 2^-24 a squared distance d of places that err by e lies within
// u d + 5 e²/u of the true one, and slack has room for u d.
func (s *space) hidden(moved float64) float32 {
	k := float64(s.dim + 8)
	e, under := k/(1<<52), 2*k*0x1p-138
	switch {
	case s.unit:
		under += 4 * e * s.scale * s.scale
	case s.whiten != nil:
		e *= 2 * s.norm * math.Sqrt(max(moved, 9*s.longest*s.longest*s.scale*s.scale))
		under += 2 * 5 * e * e * (1 << 24)
	}
	return float32(under)
}
