package search

import (
	"math"

	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// fence finds from which squared distance of places on no row is wanted by a formula.
//
// A formula of the sums of a pair is one of |x|, |y| and |x-y|. |x| is known, |y| of some rows
// lies between their shortest and longest, and interval arithmetic bounds the formula from below
// for all |x-y| from some D on (metric.Bounds). A D whose bound is above the cut is right; one
// that is larger than need be only lets more rows be measured.
type fence struct {
	v      *view
	bounds *metric.Bounds
	pair   distance.Range
	most   float64 // the largest |x-y|² of the rows
	cut    float64
}

func newFence(v *view) *fence {
	f := &fence{v: v}
	f.bounds, _ = metric.NewBounds(v.measure)
	return f
}

// limit is what a key of float32 may have at most, rounding included, to be wanted by a query
// for rows of lengths short to long. xx is the squared length of the query's place. ok is false
// where the bound says nothing.
func (f *fence) limit(q *sumQuery, short, long, cut float64, xx float32) (limit float32, ok bool) {
	all := math.Sqrt(q.xx) + long
	f.most, f.cut = all*all*(1+1.0/(1<<20)), cut
	f.pair = distance.Range{XX: q.xx, ShortY: short, LongY: long, Err: float64(f.v.dim+8) / (1 << 50)}
	var high float64
	switch {
	case f.above(0, f.most):
		return -1, true
	case f.above(f.most, f.most):
		high = f.halve()
	default:
		high = f.descend()
	}
	if high >= f.most {
		return 0, false
	}
	s := f.v.space
	d := float32(min(high*s.scale*s.scale, math.MaxFloat32/8))
	d = math.Nextafter32(d, math.MaxFloat32)
	if d >= math.MaxFloat32/16 {
		return 0, false
	}
	return d + s.slack(xx, d, s.hidden(0)), true
}

// above says whether all pairs with |x-y|² from least to most are beyond the cut.
func (f *fence) above(least, most float64) bool {
	f.pair.LeastDD, f.pair.MostDD = least, most
	return f.bounds.Least(&f.pair) > f.cut
}

// halve finds the least D of which the bound is above the cut, for a formula that grows.
func (f *fence) halve() float64 {
	const steps = 12
	low, high := 0.0, f.most
	for range steps {
		if middle := (low + high) / 2; f.above(middle, f.most) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}

// descend finds one for a formula that also falls: in pieces from the largest D down, because
// the bound of a wide range takes each part of the formula at another end of it.
func (f *fence) descend() float64 {
	const pieces = 64
	high := f.most
	for k := pieces - 1; k >= 0; k-- {
		low := f.most * float64(k) / pieces
		if !f.above(low, high) {
			break
		}
		high = low
	}
	return high
}

// beyond says whether a row of length y is beyond the podium's cut by its key alone.
func (f *fence) beyond(q *sumQuery, y float64, key uint32, xx float32) bool {
	if f.cut = q.near.cut; f.cut != f.cut {
		return false
	}
	s, d := f.v.space, math.Float32frombits(key)
	err, unscale := float64(s.slack(xx, d, s.hidden(0))), 1/(s.scale*s.scale)
	f.pair = distance.Range{XX: q.xx, ShortY: y, LongY: y, Err: float64(f.v.dim+8) / (1 << 50)}
	return f.above(max(float64(d)-err, 0)*unscale, (float64(d)+err)*unscale)
}
