package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// exactUpTo is the number of differences up to which the signed-rank test
// counts all cases; SciPy changes over at the same number.
const exactUpTo = 50

// wilcoxon returns the two-sided p-value of the signed-rank test (Wilcoxon
// 1945) for differences d: are they symmetric around 0? Zeros are dropped
// and tied sizes share their mean rank. Up to 50 differences that are not 0 the
// p-value is exact, ties or not: all 2^n signs are counted. Beyond, it is the
// normal approximation with corrections for ties and continuity. It is 1 if
// all differences are 0 or there is one only, and NaN for no differences or a
// NaN among them.
func wilcoxon(d []float64) float64 { return signedRank(d, 0) }

// signedRank is Wilcoxon with sizes tied that are apart by at most rounding.
func signedRank(d []float64, rounding float64) float64 {
	if len(d) == 0 || hasNaN(d) {
		return math.NaN()
	}
	var size []float64
	var above []bool
	for _, v := range d {
		if math.Abs(v) > rounding {
			size = append(size, math.Abs(v))
			above = append(above, v > 0)
		}
	}
	ranks, ties := midRanks(size, rounding)
	var plus, minus float64
	for i, r := range ranks {
		if above[i] {
			plus += r
		} else {
			minus += r
		}
	}
	if len(size) <= exactUpTo {
		return exactSignedRank(ranks, min(plus, minus))
	}
	return normalSignedRank(len(size), ties, min(plus, minus))
}

// exactSignedRank is the chance that the lesser rank sum is at most w when
// every sign is a fair coin. It counts, for each sum, the subsets of the ranks
// that have it. Mean ranks are halves, so ranks count double.
func exactSignedRank(ranks []float64, w float64) float64 {
	total := len(ranks) * (len(ranks) + 1)
	subsets := make([]float64, total+1) // below 2^50: exact in float64
	subsets[0] = 1
	for _, r := range ranks {
		double := int(2 * r)
		for sum := total; sum >= double; sum-- {
			subsets[sum] += subsets[sum-double]
		}
	}
	tail := 0.0
	for sum := 0; sum <= int(2*w); sum++ {
		tail += subsets[sum]
	}
	return min(1, 2*math.Ldexp(tail, -len(ranks)))
}

// normalSignedRank approximates the rank sum by a normal distribution
// (Hollander and Wolfe 1999, section 3.1).
func normalSignedRank(n int, ties []int, w float64) float64 {
	f := float64(n)
	variance := f * (f + 1) * (2*f + 1) / 24
	for _, t := range ties {
		g := float64(t)
		variance -= (g*g*g - g) / 48
	}
	// w is the lesser sum, so half a step towards the mean; not beyond it.
	z := min(0, w-f*(f+1)/4+0.5) / math.Sqrt(variance)
	return 2 * distuv.UnitNormal.CDF(z)
}
