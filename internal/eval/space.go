package eval

import (
	"fmt"
	"math"

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
	unit  bool
	dist  metric.Distance[float32]
	wide  metric.Distance[float64]
	dim   int
	mean  []float64 // of the gallery, rounded, unscaled
	scale float64
	// pole is the squared distance between the place of a zero vector, which has
	// no direction, and every other: cosine distance 1.
	pole float32
}

// spaces are the distances that Search knows, in the order of their names.
func spaces() []string { return []string{"cosine", "euclidean"} }

func newSpace(distance string, dim int, gallery, query []float32) (*space, error) {
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

	n := len(gallery) / dim
	sum, at := make([]float64, dim), make([]float64, dim)
	spread := 0.0
	for i := range n {
		spread += s.place(at, gallery[i*dim:(i+1)*dim]) / float64(n)
		for k, v := range at {
			sum[k] += v
		}
	}
	for k := range sum {
		s.mean[k] = sum[k] / float64(n)
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
	longest := 0.0
	for _, set := range [][]float32{gallery, query} {
		for i := range len(set) / dim {
			longest = max(longest, s.place(at, set[i*dim:(i+1)*dim]))
		}
	}
	if longest > 0 {
		_, exp := math.Frexp(math.Sqrt(longest))
		s.scale = math.Ldexp(1, -exp)
	}
	s.pole = float32(2 * s.scale * s.scale)
	return s, nil
}

// place writes the place of x to dst and returns its squared length.
func (s *space) place(dst []float64, x []float32) float64 {
	factor := 1.0
	if s.unit {
		factor = inverseLength(x)
	}
	length := 0.0
	for k, v := range x {
		p := (float64(v)*factor - s.mean[k]) * s.scale
		dst[k] = p
		length += p * p
	}
	return length
}

// lost says whether x has no place in the space: the cosine's zero vector.
func (s *space) lost(x []float32) bool { return s.unit && inverseLength(x) == 0 }

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
