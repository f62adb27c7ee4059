package stats

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// ClopperPearson is the two-sided interval of a share p, 0 to 1, that was found on n
// independent cases: it holds the true share in at least confidence, above 0 and below
// 1, of all draws, whatever that share is (Clopper and Pearson, The Use of Confidence or
// Fiducial Limits Illustrated in the Case of the Binomial, 1934). p may lie between k/n:
// a share of cases that come in groups, with the number of groups as n, is bounded on
// the safe side (Korn and Graubard, Confidence Intervals for Proportions with Small
// Expected Number of Positive Counts, 1998). n of 0 says nothing: 0 to 1. It panics if p
// or confidence is out of range, or n negative.
func ClopperPearson(p float64, n int, confidence float64) (lo, hi float64) {
	side := 1 - (1-confidence)/2
	return LowerLimit(p, n, side), UpperLimit(p, n, side)
}

// UpperLimit is the one-sided upper limit of Clopper and Pearson (1934): the largest true
// share that would give p or less on n cases with a chance of 1 - confidence. Of no
// case found it is 1 - (1-confidence)^(1/n), about 3/n at 0.95. See ClopperPearson.
func UpperLimit(p float64, n int, confidence float64) float64 {
	mustShare("UpperLimit", p, n, confidence)
	cases := float64(n)
	switch {
	case n == 0 || p == 1:
		return 1
	case p == 0:
		return -math.Expm1(math.Log1p(-confidence) / cases)
	}
	return max(p, mathext.InvRegIncBeta(p*cases+1, cases-p*cases, confidence))
}

// LowerLimit is the one-sided lower limit; see UpperLimit.
func LowerLimit(p float64, n int, confidence float64) float64 {
	mustShare("LowerLimit", p, n, confidence)
	return 1 - UpperLimit(1-p, n, confidence)
}

// CasesNeeded is the least number of independent cases of which found may be found for
// UpperLimit to be at most rate, from 1e-9 to below 1, at a confidence above 0 and below 1:
// of none found the least n with (1-rate)^n <= 1-confidence. By order statistics it is
// also the size of sample whose value number found+1 from the end has at most the
// share rate beyond it (Wilks, Determination of Sample Sizes for Setting Tolerance
// Limits, 1941). It panics if found is negative or a share out of range.
func CasesNeeded(found int, rate, confidence float64) int {
	if found < 0 || !(rate >= 1e-9 && rate < 1) {
		panic("stats: CasesNeeded: fewer than no cases found, or a rate out of range")
	}
	mustShare("CasesNeeded", 0, 0, confidence)
	lo, hi := found, found+1 // lo is too few
	for !enough(found, hi, rate, confidence) {
		lo, hi = hi, 2*hi
	}
	for hi-lo > 1 {
		mid := lo + (hi-lo)/2
		if enough(found, mid, rate, confidence) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// enough reports whether at most found of n cases, of which each is found with chance
// rate, are less likely than 1-confidence: whether UpperLimit(found/n) <= rate.
func enough(found, n int, rate, confidence float64) bool {
	if found == 0 {
		return float64(n)*math.Log1p(-rate) <= math.Log1p(-confidence)
	}
	return mathext.RegIncBeta(float64(found+1), float64(n-found), rate) >= confidence
}

// MostFound is the most that may be found of n cases for UpperLimit to be at most rate,
// or -1 where even none found leaves more open. Ranges as in CasesNeeded.
func MostFound(n int, rate, confidence float64) int {
	found := -1
	for found+1 < n && CasesNeeded(found+1, rate, confidence) <= n {
		found++
	}
	return found
}

func mustShare(name string, p float64, n int, confidence float64) {
	if !(p >= 0 && p <= 1) || n < 0 || !(confidence > 0 && confidence < 1) {
		panic("stats: " + name + ": a share or a confidence out of range, or fewer than no cases")
	}
}
