package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// AUC is the area under the ROC curve: the chance that a value of high is above one of
// low, ties counting half (Hanley and McNeil, 1982), with its interval at a confidence
// above 0 and below 1. The interval is DeLong's (DeLong, DeLong and Clarke-Pearson,
// Comparing the Areas under Two or More Correlated Receiver Operating Characteristic
// Curves, 1988; by ranks as Sun and Xu, 2014), cut to 0 to 1. Where that has no width,
// because the samples do not overlap, or no value, because one of them is a single value,
// it is the score interval on Hanley and McNeil's variance (Newcombe, Confidence
// Intervals for an Effect Size Measure Based on the Mann-Whitney Statistic, Part 2,
// 2006, method 5), which says what so few values leave open. The values are independent
// of one another. All are NaN of an empty sample or one with NaN.
func AUC(high, low []float64, confidence float64) Interval {
	mustShare("AUC", 0, 0, confidence)
	m, n := len(high), len(low)
	if m == 0 || n == 0 || hasNaN(high) || hasNaN(low) {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	all, _ := midRanks(append(append(make([]float64, 0, m+n), high...), low...), 0)
	ofHigh, _ := midRanks(high, 0)
	ofLow, _ := midRanks(low, 0)
	// Each value's share of the other sample on the right side of it.
	above, below := make([]float64, m), make([]float64, n)
	sum := 0.0
	for i := range above {
		above[i] = (all[i] - ofHigh[i]) / float64(n)
		sum += all[i] - ofHigh[i]
	}
	for j := range below {
		below[j] = 1 - (all[m+j]-ofLow[j])/float64(m)
	}
	// Ranks are halves, so the sum is exact, and so is an area of 1.
	area := sum / float64(m) / float64(n)
	z := distuv.UnitNormal.Quantile(1 - (1-confidence)/2)
	_, sdAbove := MeanSD(above)
	_, sdBelow := MeanSD(below)
	half := z * math.Sqrt(sdAbove*sdAbove/float64(m)+sdBelow*sdBelow/float64(n))
	if !(half > 0) {
		return Interval{area, scoreBound(area, z, m, n), 1 - scoreBound(1-area, z, m, n)}
	}
	return Interval{area, max(0, area-half), min(1, area+half)}
}

// scoreBound is the area from which the given one, above it, is just z standard errors
// away, those of the area that it is. They are the same of a and of 1-a.
func scoreBound(area, z float64, m, n int) float64 {
	extra := float64(m+n)/2 - 1
	variance := func(a float64) float64 {
		return a * (1 - a) * (1 + extra*(1-a)/(2-a) + extra*a/(1+a)) / (float64(m) * float64(n))
	}
	lo, hi := 0.0, area
	for range 100 {
		mid := (lo + hi) / 2
		if area-mid > z*math.Sqrt(variance(mid)) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}
