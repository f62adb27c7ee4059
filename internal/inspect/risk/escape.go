package risk

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// EscapeGoal is what a threshold from bad parts is to keep: at most the share Rate of bad
// parts below it, with Confidence. Both are above 0 and below 1.
type EscapeGoal struct {
	Rate       float64 `json:"rate"`
	Confidence float64 `json:"confidence"`
}

// BadThreshold is a threshold from scores of bad parts.
type BadThreshold struct {
	Threshold float64    `json:"threshold"`
	Goal      EscapeGoal `json:"goal"`
	Bad       int        `json:"bad"`    // parts it was chosen by
	Missed    int        `json:"missed"` // of them below it
	// Limit is the share of new bad parts that lies below the threshold at most, with the
	// goal's confidence, whatever the distribution.
	Limit float64 `json:"limit"`
	// Met says whether Limit is within the goal. If not, the threshold misses none of the
	// given parts, and more of them are needed.
	Met bool `json:"met"`
	// Needed is the least number of bad parts, none missed, that would meet the goal.
	Needed int `json:"needed"`
}

// FromBad chooses the highest threshold that keeps the goal, from one score of each of some
// bad parts: as FromGood, how many may lie below it is fixed by their number alone (Clopper
// and Pearson, 1934; Wilks, 1941). Where the parts are too few for the goal it is the lowest
// of their scores, and Met is false. It is an error if there is no part or the goal is no
// goal.
func FromBad(scores []float64, goal EscapeGoal) (*BadThreshold, error) {
	if err := checkGoal(goal.Rate, goal.Confidence); err != nil {
		return nil, err
	}
	mustFinite("FromBad", scores)
	n := len(scores)
	if n == 0 {
		return nil, lang.Errorf("nothing can be said of escapes without a bad part; %d bad parts, none of them missed, are needed for at most %s with %s confidence",
			stats.CasesNeeded(0, goal.Rate, goal.Confidence), Percent(goal.Rate), Percent(goal.Confidence))
	}
	sorted := slices.Sorted(slices.Values(scores))
	spare := stats.MostFound(n, goal.Rate, goal.Confidence)
	t := &BadThreshold{Goal: goal, Bad: n, Met: spare >= 0, Needed: stats.CasesNeeded(0, goal.Rate, goal.Confidence)}
	spare = max(spare, 0)
	t.Threshold = sorted[spare]
	t.Missed, _ = slices.BinarySearch(sorted, t.Threshold)
	t.Limit = stats.UpperLimit(float64(spare)/float64(n), n, goal.Confidence)
	return t, nil
}

// Both is a choice by a limit on either side.
type Both struct {
	Thresholds Thresholds     `json:"thresholds"`
	Good       *GoodThreshold `json:"good"`
	Bad        *BadThreshold  `json:"bad"`
}

// FromBoth keeps a limit on overkill and one on escapes. Where one threshold keeps both it
// lies halfway between the lowest that good parts allow and the highest that bad ones do; else
// no threshold keeps both, and the scores between the two are REVIEW: what is NG keeps the
// limit on overkill, what is OK that on escapes. Errors as FromGood and FromBad.
func FromBoth(good, bad []float64, overkill OverkillGoal, escape EscapeGoal) (*Both, error) {
	g, err := FromGood(good, overkill)
	if err != nil {
		return nil, err
	}
	b, err := FromBad(bad, escape)
	if err != nil {
		return nil, err
	}
	c := &Both{Thresholds: Thresholds{Low: b.Threshold, High: g.Threshold}, Good: g, Bad: b}
	if g.Threshold <= b.Threshold {
		mid := between(g.Threshold, b.Threshold)
		c.Thresholds = Thresholds{Low: mid, High: mid}
	}
	return c, nil
}

// between is halfway from lo to hi, which is not below it: above lo where there is room.
func between(lo, hi float64) float64 {
	mid := lo/2 + hi/2
	if !(mid > lo && mid <= hi) {
		return hi
	}
	return mid
}
