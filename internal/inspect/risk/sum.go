package risk

import (
	"math"

	"mekiki/internal/stats"
)

// term is a share, 0 to 1, of some independent cases, in a sum with weights of 0 or more.
type term struct {
	weight float64
	share  float64
	cases  int
}

// sum adds shares by their weights, with an interval: their distances from the limits of
// Clopper and Pearson (1934) added as standard errors are (Zou, Huang and Zhang, A Note on
// Confidence Interval Estimation for a Linear Function of Binomial Proportions, 2009).
func sum(terms []term, confidence float64) stats.Interval {
	var value, under, over float64
	for _, t := range terms {
		lo, hi := stats.ClopperPearson(t.share, t.cases, confidence)
		value += t.weight * t.share
		under += (t.weight * (t.share - lo)) * (t.weight * (t.share - lo))
		over += (t.weight * (hi - t.share)) * (t.weight * (hi - t.share))
	}
	return stats.Interval{Value: value, Lo: max(0, value-math.Sqrt(under)), Hi: value + math.Sqrt(over)}
}
