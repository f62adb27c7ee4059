package inspect

import (
	"math"
)

// headShares are the shares of the head's score that are tried, besides none. It never counts
// more than the frozen one, which alone knows what kinds of defect that were never given look like.
var headShares = []float64{0.25, 0.5}

// weigh finds how the frozen score and that of the head become one, each divided by its spread over
// good parts. Known parts decide, each judged by what had not seen it: a share of the head's is as good as
// the share of good parts that a bad one scores above, in the mean over the bad ones. Of those that
// fall behind the best by no more than two standard errors of the difference over the bad parts, which few parts show by
// chance, it is the largest: the head knows bad parts, which the frozen distance does not, and where it was
// measured one half lost nothing (docs/inspection.md). Scores keep their unit: the mean of good parts stays where it was.
func (h *Head) weigh(good, bad, ownGood, ownBad []float64) {
	f, o := spreadOf(good), spreadOf(ownGood)
	tries := []Head{{Frozen: 1}}
	for _, share := range headShares {
		t := Head{Frozen: (1 - share) / f, Own: share / o}
		unit := mean(good) / math.Max(t.joined(mean(good), mean(ownGood)), math.SmallestNonzeroFloat64)
		tries = append(tries, Head{Frozen: t.Frozen * unit, Own: t.Own * unit})
	}
	order := make([][]float64, len(tries))
	best := 0
	for k := range tries {
		order[k] = tries[k].order(good, bad, ownGood, ownBad)
		if mean(order[k]) > mean(order[best]) {
			best = k
		}
	}
	for k := range tries {
		behind := make([]float64, len(bad))
		for i := range behind {
			behind[i] = order[best][i] - order[k][i]
		}
		if mean(behind) <= 2*math.Sqrt(variance(behind)/float64(len(bad))) {
			h.Frozen, h.Own = tries[k].Frozen, tries[k].Own
		}
	}
}

// order is orderOf the scores with this head.
func (h *Head) order(good, bad, ownGood, ownBad []float64) []float64 {
	both := func(frozen, own []float64) []float64 {
		list := make([]float64, len(frozen))
		for i := range list {
			list[i] = h.joined(frozen[i], own[i])
		}
		return list
	}
	return orderOf(both(good, ownGood), both(bad, ownBad))
}

// orderOf is, for each bad part, the share of good ones that it scores above, equal ones by half.
func orderOf(good, bad []float64) []float64 {
	list := make([]float64, len(bad))
	for i, b := range bad {
		for _, g := range good {
			switch {
			case b > g:
				list[i] += 1 / float64(len(good))
			case b == g:
				list[i] += 0.5 / float64(len(good))
			}
		}
	}
	return list
}

// spreadOf is the standard deviation of scores, above 0 where all are one.
func spreadOf(scores []float64) float64 {
	return math.Max(math.Sqrt(variance(scores)), 1e-6*math.Abs(mean(scores))+math.SmallestNonzeroFloat64)
}

func variance(list []float64) float64 {
	v, mid := 0.0, mean(list)
	for _, s := range list {
		v += float64((s-mid)*(s-mid)) / float64(len(list))
	}
	return v
}
