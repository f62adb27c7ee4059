package search

import (
	"math"

	"mekiki/internal/metric"
)

// fence finds from which squared distance of places on no row of a strip is wanted by a formula.
//
// A formula of the sums of a pair is one of |x|, |y| and |x-y|. |x| is known, |y| of a strip lies
// between its shortest and longest, and interval arithmetic bounds the formula from below for
// all |x-y| from some D on (metric.Bounds). The least D whose bound is above the cut is found by
// halving; any D whose bound is above it is right, a larger one only lets more rows be measured.
type fence struct {
	v      *view
	bounds *metric.Bounds
	pair   metric.PairRange
	most   float64 // the largest |x-y|² of the strip
}

func newFence(v *view) *fence {
	f := &fence{v: v}
	f.bounds, _ = metric.NewBounds(v.measure)
	return f
}

// start takes a query and a strip.
func (f *fence) start(q *sumQuery, t *strip) {
	x := math.Sqrt(q.xx)
	all := x + t.sums.long
	f.most = all * all * (1 + 1.0/(1<<20))
	f.pair = metric.PairRange{
		XX: q.xx, ShortY: t.sums.short, LongY: t.sums.long, MostDD: f.most,
		Err: float64(f.v.dim+8) / (1 << 50),
	}
}

// above says whether all pairs as far apart as the root of dd, or farther, are beyond the cut.
func (f *fence) above(dd, cut float64) bool {
	f.pair.LeastDD = dd
	return f.bounds.Least(&f.pair) > cut
}

// bounded says whether there is a limit at all.
func (f *fence) bounded(cut float64) bool { return f.above(f.most, cut) }

// limit is what a key of float32 may have at most, rounding included, to be wanted. xx is the squared length of
// the query's place.
func (f *fence) limit(cut float64, xx float32) float32 {
	if f.above(0, cut) {
		return -1
	}
	const steps = 12
	low, high := 0.0, f.most
	for range steps {
		if middle := (low + high) / 2; f.above(middle, cut) {
			high = middle
		} else {
			low = middle
		}
	}
	s := f.v.space
	d := float32(min(high*s.scale*s.scale, math.MaxFloat32/8))
	d = math.Nextafter32(d, math.MaxFloat32)
	if d >= math.MaxFloat32/16 {
		return math.MaxFloat32
	}
	return d + s.slack(xx, d, s.hidden(0))
}
