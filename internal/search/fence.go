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
	cut    float64
}

func newFence(v *view) *fence {
	f := &fence{v: v}
	f.bounds, _ = metric.NewBounds(v.measure)
	return f
}

// limit is what a key of float32 may have at most, rounding included, to be wanted by a query
// for rows of the lengths that it names. xx is the squared length of the query's place. ok is
// false where the bound says nothing. It lowers q.reach.
func (f *fence) limit(q *sumQuery, cut float64, xx float32) (limit float32, ok bool) {
	all := math.Sqrt(q.xx) + q.long
	f.cut = cut
	f.pair = distance.Range{XX: q.xx, ShortY: q.short, LongY: q.long, Err: float64(f.v.dim+8) / (1 << 50)}
	most := all * all * (1 + 1.0/(1<<20)) // the largest |x-y|² of the rows
	step := 1.0 / 16
	if q.reach > most { // nothing is known from a higher cut
		switch {
		case f.above(0, most):
			q.reach = 0
		case f.above(most, most):
			q.reach, step = most, 1.0/4
		default:
			return 0, false
		}
	}
	if q.reach == 0 {
		return -1, true
	}
	q.reach = f.descend(q.reach, step)
	s := f.v.space
	d := float32(min(q.reach*s.scale*s.scale, math.MaxFloat32/8))
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

// descend finds a lower D than high from which up to high all pairs are beyond the cut. It goes
// in steps, because the bound of a wide range takes each part of the formula at another end of
// it: step is the share of the first, and then they are longer where the last was right, else
// shorter.
func (f *fence) descend(high, step float64) float64 {
	const (
		shortest = 1.0 / 64
		most     = 32
	)
	for range most {
		if low := high * (1 - step); f.above(low, high) {
			high, step = low, min(2*step, 1.0/2)
		} else if step /= 2; step < shortest {
			break
		}
	}
	return high
}

// beyond says whether a row of length y is beyond the podium's cut by the squared distance d of
// its place alone, which is off by rough at most beside what float32 rounds.
func (f *fence) beyond(q *sumQuery, y float64, d float32, rough float64, xx float32) bool {
	if f.cut = q.near.cut; f.cut != f.cut {
		return false
	}
	s := f.v.space
	err, unscale := float64(s.slack(xx, d, s.hidden(0)))+rough, 1/(s.scale*s.scale)
	f.pair = distance.Range{XX: q.xx, ShortY: y, LongY: y, Err: float64(f.v.dim+8) / (1 << 50)}
	return f.above(max(float64(d)-err, 0)*unscale, (float64(d)+err)*unscale)
}
