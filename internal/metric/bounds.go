package metric

import (
	"math"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// Bounds bounds a distance over many pairs at once. It holds scratch memory:
// make one for each goroutine.
type Bounds struct {
	ranges *formula.Ranges
	inputs []triplet.Input
}

// NewBounds makes the bounds of d. ok is false where NewColumns has none.
func NewBounds[T distance.Float](d Measure[T]) (b *Bounds, ok bool) {
	l, inputs, ok := pairInputs(d)
	if !ok {
		return nil, false
	}
	var r formula.Registers
	l.Start(&r)
	return &Bounds{formula.NewRanges(l.Program(), &r), inputs}, true
}

// Least is not above Value of any pair of the range that is a number; -Inf if nothing is known.
func (b *Bounds) Least(r *distance.Range) float64 {
	for _, in := range b.inputs {
		lo, hi := r.ShortY, r.LongY // of |y|
		switch {
		case in.Distance != nil:
			lo, hi = in.Distance.Bounds(r)
		case in.Picture == 'a':
			lo = math.Sqrt(r.XX)
			hi = lo
		}
		b.ranges.Bound(in.Reg, lo, hi)
	}
	return b.ranges.Least()
}

// Range is Least and what is not below Value of any pair, all of which are numbers then; +Inf if
// nothing is known.
func (b *Bounds) Range(r *distance.Range) (least, most float64) {
	least = b.Least(r)
	return least, b.ranges.Most()
}
