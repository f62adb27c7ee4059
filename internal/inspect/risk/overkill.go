package risk

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// OverkillGoal is what a threshold from good parts alone is to keep.
type OverkillGoal struct {
	// Rate is the share of good parts that may be NG, above 0 and below 1.
	Rate float64 `json:"rate"`
	// Confidence is that of every limit, above 0 and below 1.
	Confidence float64 `json:"confidence"`
	// Surely asks that the rate is kept with Confidence; else it is kept on average over
	// all that the given parts could have been.
	Surely bool `json:"surely"`
}

// spare is how many of n good parts may reach the threshold, or -1 where none is too many:
// the goal then lies beyond what so many parts can show.
func (g OverkillGoal) spare(n int) int {
	if g.Surely {
		return stats.MostFound(n, g.Rate, g.Confidence)
	}
	// A new part is as likely to take any of n+1 places among the given ones.
	spare := int(g.Rate*float64(n+1)) - 1
	if float64(spare+2) <= g.Rate*float64(n+1)*(1+1e-12) {
		spare++ // the product was rounded down to just below a whole number
	}
	return spare
}

// Needed is the least number of good parts from which the goal needs no extrapolation.
func (g OverkillGoal) Needed() int {
	if g.Surely {
		return stats.CasesNeeded(0, g.Rate, g.Confidence)
	}
	n := max(1, int(1/g.Rate)-1)
	for g.spare(n) < 0 {
		n++
	}
	return n
}

// Most is how many of n good parts may reach a threshold before they show that the goal is not kept:
// the share of one more would have a lower limit (Clopper and Pearson, 1934), with Confidence, above
// Rate. The goal must be one.
func (g OverkillGoal) Most(n int) int {
	most := 0
	for most < n && stats.LowerLimit(float64(most+1)/float64(n), n, g.Confidence) <= g.Rate {
		most++
	}
	return most
}

// Basis is what a threshold from good parts rests on.
type Basis string

// The bases.
const (
	// ByOrder: it lies just above one of the scores. Its figures hold for scores of any
	// distribution (Wilks, 1941).
	ByOrder Basis = "order-statistic"
	// ByTail: beyond the largest score, an extrapolation that takes the tail to be
	// exponential. Only Limit and Expected hold without that.
	ByTail Basis = "exponential-tail"
	// ByLargest: just above the largest score, since there are too few scores for a tail,
	// or all large ones are equal. The goal is not met.
	ByLargest Basis = "largest"
)

// GoodThreshold is a threshold from scores of good parts.
type GoodThreshold struct {
	Threshold float64      `json:"threshold"`
	Goal      OverkillGoal `json:"goal"`
	Basis     Basis        `json:"basis"`
	Good      int          `json:"good"`      // parts it was chosen by
	Reached   int          `json:"reached"`   // of them at or above it
	Needed    int          `json:"needed"`    // parts from which no extrapolation is needed
	Expected  float64      `json:"expected"`  // share of new good parts at or above it: on average at most this
	Limit     float64      `json:"limit"`     // and with the goal's confidence at most this, whatever the distribution
	TailRate  *float64     `json:"tail_rate"` // the same two if the tail is exponential; nil unless Basis is ByTail
	TailLimit *float64     `json:"tail_limit"`
}

// FromGood chooses the lowest threshold that keeps the goal, from one score of each of some
// good parts. How many of them may reach it is fixed by their number alone, before a score
// is seen; that makes the limit of Clopper and Pearson (1934) on that count a tolerance
// limit of the threshold, for any distribution (Wilks, 1941). Where the number is too small
// for the goal, the threshold is an extrapolation, see Basis, and the limit stays the one that
// so few parts allow. It is an error if there is no part or the goal is no goal.
func FromGood(scores []float64, goal OverkillGoal) (*GoodThreshold, error) {
	if err := checkGoal(goal.Rate, goal.Confidence); err != nil {
		return nil, err
	}
	if len(scores) == 0 {
		return nil, lang.Errorf("no threshold can be chosen without a good part")
	}
	mustFinite("FromGood", scores)
	return newGoodRule(len(scores), goal).apply(slices.Sorted(slices.Values(scores))), nil
}

// goodRule is how a threshold follows from a number of good parts, fixed before a score is seen.
type goodRule struct {
	goal   OverkillGoal
	n      int
	spare  int   // parts that may reach the threshold
	beyond *tail // nil where no extrapolation is needed, or none possible
	short  bool  // the parts are too few for the goal
}

func newGoodRule(n int, goal OverkillGoal) goodRule {
	r := goodRule{goal: goal, n: n, spare: goal.spare(n)}
	if r.spare >= 0 {
		return r
	}
	r.spare, r.short = 0, true
	if n >= leastTail {
		t := onAverage(n, goal.Rate, goal.Confidence)
		if goal.Surely {
			t = surely(n, goal.Rate, goal.Confidence)
		}
		r.beyond = &t
	}
	return r
}

// apply gives the threshold for scores in rising order.
func (r goodRule) apply(sorted []float64) *GoodThreshold {
	t := &GoodThreshold{
		Threshold: above(sorted[r.n-1-r.spare]),
		Goal:      r.goal, Basis: ByOrder, Good: r.n, Needed: r.goal.Needed(),
		Expected: float64(r.spare+1) / float64(r.n+1),
		Limit:    stats.UpperLimit(float64(r.spare)/float64(r.n), r.n, r.goal.Confidence),
	}
	if r.short {
		t.Basis = ByLargest
	}
	// Where all large scores are equal there is no spread to go by.
	if r.beyond != nil && sorted[r.n-1-r.beyond.excesses] < sorted[r.n-1] {
		t.Basis = ByTail
		t.Threshold = max(t.Threshold, r.beyond.threshold(sorted))
		t.TailRate, t.TailLimit = &r.beyond.rate, &r.beyond.limit
	}
	first, _ := slices.BinarySearch(sorted, t.Threshold)
	t.Reached = r.n - first
	return t
}
