package search

import (
	"math"
	"slices"

	"mekiki/internal/kernel"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// gather gives the products of query i with the n rows that were multiplied.
func (s *sumSeeker) gather(i, n int) []float32 {
	out := s.product[:n]
	for j := 0; j < n; j += kernel.Lane {
		copy(out[j:], s.b.product[(j/kernel.Lane*s.b.capacity+i)*kernel.Lane:][:kernel.Lane])
	}
	return out
}

// span runs the formula over the rows of a strip that begin at from, and measures those that may
// be wanted.
func (s *sumSeeker) span(i, first, from int, product []float32, t *strip) {
	q, n := &s.query[i], len(product)
	distance := s.distance[:n]
	limit := math.Inf(1)
	if s.b.far[i] {
		for j := range distance {
			distance[j] = s.v.measure.Value(q.x, t.row(from+j))
		}
	} else {
		radius := s.evaluate(q, from, product, t)
		if cut := q.list.cut; cut == cut {
			limit = math.Nextafter(cut+radius, math.Inf(1))
		} else {
			limit = math.Nextafter(s.lowest(distance, q.list.podium.want.K)+2*radius, math.Inf(1))
		}
	}
	for j, d := range distance {
		if !(d > limit) {
			q.list.measure(s.v, q.x, int32(first+from+j))
		}
	}
	if q.list.cut != q.list.cut {
		q.list.podium.settle() // the next span wants a cut
		q.list.lower(q.list.podium.cut)
	}
	if s.keyed != nil {
		s.keyed.set(i, first+from, distance)
	}
}

// lowest is the k-th lowest distance, +Inf of fewer numbers.
func (s *sumSeeker) lowest(distance []float64, k int) float64 {
	if k > len(distance) {
		return math.Inf(1)
	}
	sorted := s.dd[:len(distance)]
	for j, d := range distance {
		if sorted[j] = d; d != d {
			sorted[j] = math.Inf(1)
		}
	}
	slices.Sort(sorted)
	return sorted[k-1]
}

// evaluate computes the distances from products, and bounds their error.
func (s *sumSeeker) evaluate(q *sumQuery, from int, product []float32, t *strip) (radius float64) {
	n, unscale := len(product), 1/(s.v.space.scale*s.v.space.scale)
	xy, dd := s.xy[:n], s.dd[:n]
	square, along := t.sums.square[from:from+n], t.sums.along[from:from+n]
	for j := range xy {
		p := float64(product[j])
		xy[j] = p*unscale + (q.along + along[j])
		d := q.square + square[j] - 2*p
		if d < 0 {
			d = 0
		}
		dd[j] = d * unscale
	}
	at := from / span
	in := distance.Sums{XX: q.xx, Y: t.sums.lengths[at], XY: xy, DD: dd}
	in.ErrXY, in.ErrDD = s.v.space.errors(math.Sqrt(q.square), t.sums.far[at], math.Sqrt(q.xx), in.Y.Longest(), math.Sqrt(s.middle))
	in.ErrXY, in.ErrDD = in.ErrXY+s.rough/2*unscale, in.ErrDD+s.rough*unscale
	if s.columns == nil {
		s.columns, _ = metric.NewColumns(s.v.measure)
	}
	radius, unsure := s.columns.Eval(s.distance[:n], &in)
	for _, j := range unsure {
		s.distance[j] = s.v.measure.Value(q.x, t.row(from+j))
	}
	return radius
}

// errors bounds the errors of <x,y> and |x-y|². px and py bound the lengths of
// the places, x, y and mean those of the vectors and of their mean.
//
// With u = 2^-24, a float32 product of k terms errs by at most k u |px||py| in
// any order of summation, and places rounded to float32 add 2u of that; what
// underflows, less than 2^-140 a term. The float64 sums here and in metric err by
// less than (k+8) 2^-52 of the squares of what they add up.
func (s *space) errors(px, py, x, y, mean float64) (xy, dd float64) {
	k := float64(s.dim + 8)
	product := k * (px*py*(1.0/(1<<24)) + math.Ldexp(1, -140)) / (s.scale * s.scale)
	all := x + y + 2*mean
	sums := k * all * all * (1.0 / (1 << 51))
	return product + sums, 2*product + sums
}
