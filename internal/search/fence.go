package search

import (
	"math"

	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// fence finds from which squared distance of places on, or up to which, no row is wanted by a
// formula.
//
// A formula of the sums of a pair is one of |x|, |y| and |x-y|. |x| is known, |y| of some rows
// lies between their shortest and longest, and interval arithmetic bounds the formula from below
// for all |x-y| from some D on, or up to it (metric.Bounds). A D whose bound is above the cut is
// right; one that is larger, or smaller, than need be only lets more rows be measured.
type fence struct {
	v      *view
	bounds *metric.Bounds
	pair   distance.Range
	cut    float64
}

// How far a search for D goes.
const (
	shortestStep = 1.0 / 64
	mostSteps    = 32
)

func newFence(v *view) *fence {
	f := &fence{v: v}
	f.bounds, _ = metric.NewBounds(v.measure)
	return f
}

// limits are what a key of float32 may have at least and at most, rounding included, to be wanted
// by a query for rows of the lengths that it names; NaN is no limit, and there is one at most. xx
// is the squared length of the query's place. It lowers q.reach or raises q.floor.
func (f *fence) limits(q *sumQuery, cut float64, xx float32) (least, most float32) {
	none := float32(math.NaN())
	all := math.Sqrt(q.xx) + q.long
	f.cut = cut
	f.pair = distance.Range{XX: q.xx, ShortY: q.short, LongY: q.long, Err: float64(f.v.dim+8) / (1 << 50)}
	longest := all * all * (1 + 1.0/(1<<20)) // the largest |x-y|² of the rows
	step := 1.0 / 16
	if q.reach > longest && q.floor == 0 { // nothing is known from a higher cut
		switch {
		case f.above(0, longest):
			q.reach = 0
		case f.above(longest, longest):
			q.reach, step = longest, 1.0/4
		default:
			q.floor, step = f.foot(longest), 1.0/4
		}
	}
	s := f.v.space
	unit := s.scale * s.scale
	switch {
	case q.reach == 0 || q.reach <= longest && f.above(0, q.reach):
		q.reach = 0
		return none, -1
	case q.reach <= longest:
		q.reach = f.descend(q.reach, step)
		d := float32(min(q.reach*unit, math.MaxFloat32/8))
		d = math.Nextafter32(d, math.MaxFloat32)
		if d >= math.MaxFloat32/16 {
			return none, none
		}
		return none, d + s.slack(xx, d, s.hidden(0))
	case q.floor > 0:
		q.floor = f.ascend(q.floor, longest, step)
		d := float32(min(q.floor*unit, math.MaxFloat32/16))
		return d - s.slack(xx, d, s.hidden(0)), none
	}
	return none, none
}

// above says whether all pairs with |x-y|² from least to most are beyond the cut.
func (f *fence) above(least, most float64) bool {
	f.pair.LeastDD, f.pair.MostDD = least, most
	return f.bounds.Least(&f.pair) > f.cut
}

// foot is some D up to which all pairs are beyond the cut, 0 if none is found. longest is the
// largest |x-y|².
func (f *fence) foot(longest float64) float64 {
	for range 12 {
		if longest /= 2; f.above(0, longest) {
			return longest
		}
	}
	return 0
}

// ascend finds a higher D than low, up to which from low on all pairs are beyond the cut, as
// descend goes.
func (f *fence) ascend(low, longest, step float64) float64 {
	for range mostSteps {
		if high := min(low*(1+step), longest); f.above(low, high) {
			if low, step = high, min(2*step, 1.0/2); low == longest {
				break
			}
		} else if step /= 2; step < shortestStep {
			break
		}
	}
	return low
}

// descend finds a lower D than high from which up to high all pairs are beyond the cut. It goes
// in steps, because the bound of a wide range takes each part of the formula at another end of
// it: step is the share of the first, and then they are longer where the last was right, else
// shorter.
func (f *fence) descend(high, step float64) float64 {
	for range mostSteps {
		if low := high * (1 - step); f.above(low, high) {
			high, step = low, min(2*step, 1.0/2)
		} else if step /= 2; step < shortestStep {
			break
		}
	}
	return high
}

// between are the least and the most that the formula can be for a row of length y, by the squared
// distance d of its place alone, which is off by rough at most beside what float32 rounds.
func (f *fence) between(q *sumQuery, y float64, d float32, rough float64, xx float32) (least, most float64) {
	s := f.v.space
	err, unscale := float64(s.slack(xx, d, s.hidden(0)))+rough, 1/(s.scale*s.scale)
	f.pair = distance.Range{XX: q.xx, ShortY: y, LongY: y, Err: float64(f.v.dim+8) / (1 << 50)}
	f.pair.LeastDD, f.pair.MostDD = max(float64(d)-err, 0)*unscale, (float64(d)+err)*unscale
	return f.bounds.Range(&f.pair)
}
