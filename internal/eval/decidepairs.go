package eval

import (
	"fmt"

	"mekiki/internal/model"
)

// DecidePairs chooses the threshold of d, whose measure has the values ap on n pairs that
// are alike and an on n that are not, any sign. With costs it is where escapes (pairs of an
// within it) and overkill (pairs of ap beyond it) cost least, the lowest if several are
// equal; else the highest that has at most the share falseAccept of an within it, 0 up to
// but not 1. It lies halfway between two distances, so that rounding moves no pair over it.
// d gets Threshold, Costs and what ChosenOn says of pairs. No pairs, or a distance that is
// not finite, is an error, and d stays as it was. It panics if ap and an differ in length.
func DecidePairs(d *model.Decision, ap, an []float32, falseAccept float64, costs *model.Costs) error {
	if len(ap) != len(an) {
		panic(fmt.Sprintf("eval: DecidePairs: %d pairs that are alike and %d that are not", len(ap), len(an)))
	}
	if err := checkDistances(validationPart, ap, an); err != nil {
		return err
	}
	p := newPairs(ap, an)
	best, accepted, rejected := p.within(int(falseAccept * float64(p.n)))
	on := model.ChosenOn{Pairs: 2 * p.n, FalseAccept: falseAccept}
	if costs != nil {
		best, accepted, rejected = p.cheapest(*costs)
		on.FalseAccept = 0
	}
	on.Accepted, on.Rejected = accepted, rejected
	threshold := p.threshold(best)
	d.Threshold, d.Costs, d.ChosenOn = &threshold, costs, &on
	return nil
}

// within is the last pair of the longest run of nearest ones that has at most so many that
// are not alike, -1 if there is none, with how many those are, and how many that are alike
// lie beyond.
func (p *pairs) within(allowed int) (best, accepted, rejected int) {
	best, rejected = -1, p.n
	p.ends(func(i, same, diff int) {
		if diff <= allowed {
			best, accepted, rejected = i, diff, p.n-same
		}
	})
	return best, accepted, rejected
}

// cheapest is within for the run whose mistakes cost least.
func (p *pairs) cheapest(c model.Costs) (best, accepted, rejected int) {
	best, rejected = -1, p.n
	least := c.Overkill * float64(p.n)
	p.ends(func(i, same, diff int) {
		if cost := c.Escape*float64(diff) + c.Overkill*float64(p.n-same); cost < least {
			least, best, accepted, rejected = cost, i, diff, p.n-same
		}
	})
	return best, accepted, rejected
}

// ends visits the places where a threshold can lie, with how many pairs up to there are
// alike and how many are not.
func (p *pairs) ends(visit func(i, same, diff int)) {
	var count [4]int
	for i, tag := range p.tag {
		count[tag&tagSame]++
		if tag&tagLast != 0 {
			visit(i, count[tagSame], count[0])
		}
	}
}
