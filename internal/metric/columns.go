package metric

import (
	"math"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// ColumnRows is the largest number of vectors that Columns takes at once.
const ColumnRows = formula.ColumnRows

// Columns evaluates a distance of one vector x to many vectors y at once, from
// sums over the pairs that may be inexact, and bounds what their errors do to
// it. It holds scratch memory: make one for each goroutine.
type Columns struct {
	run    *formula.Columns
	inputs []triplet.Input
}

// NewColumns makes the evaluator of d. ok is false if d is not made of distances that can
// be computed from inexact sums and of lengths alone, so that it needs the vectors
// themselves.
func NewColumns[T distance.Float](d Measure[T]) (c *Columns, ok bool) {
	l, inputs, ok := pairInputs(d)
	if !ok {
		return nil, false
	}
	var r formula.Registers
	l.Start(&r)
	return &Columns{formula.NewColumns(l.Program(), &r), inputs}, true
}

// pairInputs is d as the loss of a pair, and what fills its registers.
func pairInputs[T distance.Float](d Measure[T]) (l *triplet.Loss[T], inputs []triplet.Input, ok bool) {
	switch d := d.(type) {
	case pairMeasure[T]:
		l = d.loss
	case distance.Distance[T]:
		if _, _, ok := distance.AsMoments(d); !ok {
			return nil, nil, false
		}
		var err error
		if l, err = triplet.CompilePair[T](d.Symbol(), nil); err != nil {
			panic(err) // every registered distance makes a formula
		}
	default:
		return nil, nil, false
	}
	inputs, ok = l.Inputs()
	return l, inputs, ok
}

// Eval writes the distances to dst, one for each of s.XY. What Value gives for
// the vectors themselves differs from them by radius at most, but for the
// columns in unsure, of which nothing is said: those the caller must measure.
// They are few, unless the formula is undefined or overflows. unsure is valid
// until the next call. It panics beyond ColumnRows.
func (c *Columns) Eval(dst []float64, s *distance.Sums) (radius float64, unsure []int) {
	n := len(s.XY)
	for _, in := range c.inputs {
		to := c.run.Column(in.Reg, n)
		switch {
		case in.Distance != nil:
			lo, hi, err := in.Distance.Column(to, s)
			c.run.Bound(in.Reg, lo, hi, err)
		case in.Picture == 'a':
			x := math.Sqrt(s.XX)
			for j := range to {
				to[j] = x
			}
			c.run.Bound(in.Reg, x, x, 0)
		default:
			for j := range to {
				to[j] = s.Y.At(j)
			}
			c.run.Bound(in.Reg, s.Y.Shortest(), s.Y.Longest(), 0)
		}
	}
	return c.run.Run(dst[:n])
}
