package stats

import "gonum.org/v1/gonum/stat/distuv"

// McNemar returns the exact two-sided p-value (McNemar 1947, with binomial
// probabilities) for two judges who judged the same cases: b cases that only
// the first had right, c that only the second had right. Cases where they agree
// tell nothing. It is 1 for b = c, also 0. It panics if a count is below 0.
func McNemar(b, c int) float64 {
	mustCount(b, c)
	if b == c {
		return 1
	}
	coin := distuv.Binomial{N: float64(b + c), P: 0.5}
	return min(1, 2*coin.CDF(float64(min(b, c))))
}

func mustCount(b, c int) {
	if b < 0 || c < 0 {
		panic("stats: a count below 0")
	}
}
