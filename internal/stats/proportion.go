package stats

import "math"

// z95 is the 97.5 % quantile of the normal distribution.
const z95 = 1.959963984540054

// Wilson is the 95 % interval of a share p, 0 to 1, that was found on n independent
// cases (Wilson, Probable Inference, the Law of Succession, and Statistical
// Inference, 1927). Of few cases, and of shares near 0 and 1, it holds what it
// promises where p ± 2 standard errors does not (Brown, Cai and DasGupta, 2001). n
// of 0 says nothing: 0 to 1. p may lie between k/n. It panics if p is outside of 0
// to 1 or n is negative.
func Wilson(p float64, n int) (lo, hi float64) {
	if !(p >= 0 && p <= 1) || n < 0 {
		panic("stats: Wilson: a share outside of 0 to 1, or of fewer than no cases")
	}
	if n == 0 {
		return 0, 1
	}
	cases := float64(n)
	scale := 1 + z95*z95/cases
	middle := (p + z95*z95/(2*cases)) / scale
	half := z95 / scale * math.Sqrt(p*(1-p)/cases+z95*z95/(4*cases*cases))
	// The share itself never falls out by rounding, as 0 and 1 would.
	return max(0, min(middle-half, p)), min(1, max(middle+half, p))
}

// MeanShare is the mean of independent shares p, p[i] found on n[i] cases, with its
// 95 % interval: Wilson's of each, their distances from the shares added as
// standard errors are (Zou, Huang and Zhang, A Note on Confidence Interval
// Estimation for a Linear Function of Binomial Proportions, 2009). All are NaN of
// no shares. It panics as Wilson does, or if p and n differ in length.
func MeanShare(p []float64, n []int) (mean, lo, hi float64) {
	if len(p) != len(n) {
		panic("stats: MeanShare: shares and cases differ in number")
	}
	var sum, below, above float64
	for i := range p {
		l, h := Wilson(p[i], n[i])
		sum += p[i]
		below += (p[i] - l) * (p[i] - l)
		above += (h - p[i]) * (h - p[i])
	}
	k := float64(len(p))
	return sum / k, max(0, (sum-math.Sqrt(below))/k), min(1, (sum+math.Sqrt(above))/k)
}
