package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// level is the level of all intervals and verdicts: a result counts if it
// would come by chance in fewer than Level of cases, so intervals are 95 %.
const level = 0.05

// Paired compares two sides A and B that were measured in pairs, such as two
// losses over the same seeds. All figures are about the differences A - B, in
// the unit of the samples. JSON has no NaN and no infinity: whoever writes it
// turns them into null, as package report does.
type Paired struct {
	// N is the number of pairs.
	N int `json:"n"`
	// MeanA and MeanB are the means of the sides; Mean is that of A - B.
	MeanA float64 `json:"mean_a"`
	MeanB float64 `json:"mean_b"`
	Mean  float64 `json:"mean"`
	// SD is the standard deviation of the differences, with n-1. It is exactly
	// 0 if they differ by no more than rounding, and NaN for one pair.
	SD float64 `json:"sd"`
	// Lo and Hi are the ends of the 95 % interval of Mean by Student's t. They
	// are NaN for one pair and Mean where SD is 0: see HasInterval.
	Lo float64 `json:"lo"`
	Hi float64 `json:"hi"`
	// T is Student's paired t, Mean/(SD/sqrt(N)), and P its two-sided p-value
	// with N-1 degrees of freedom; NaN for one pair. With SD 0 there is no t to
	// ask. If all differences are 0, T is 0 and P is 1. If all are the same but
	// not 0, T is infinite, and P is 2/2^N, the chance that N coins fall alike:
	// the formula's limit, 0, would claim more than N pairs can show.
	T float64 `json:"t"`
	P float64 `json:"p"`
	// WilcoxonP is the two-sided p-value of the signed-rank test, see Wilcoxon.
	// It assumes no bell shape, and it cannot be below 2/2^N.
	WilcoxonP float64 `json:"wilcoxon_p"`
}

// ComparePaired compares a[i] with b[i] for all i (Student 1908). It panics if
// the lengths differ. No pairs, a NaN or an infinite value make all figures NaN.
func ComparePaired(a, b []float64) Paired {
	mustPair("ComparePaired", a, b)
	n := len(a)
	nan := math.NaN()
	r := Paired{N: n, MeanA: nan, MeanB: nan, Mean: nan, SD: nan, Lo: nan, Hi: nan, T: nan, P: nan, WilcoxonP: nan}
	d, rounding := differences(a, b)
	if n == 0 || math.IsNaN(rounding) || math.IsInf(rounding, 0) {
		return r
	}
	r.MeanA, _ = MeanSD(a)
	r.MeanB, _ = MeanSD(b)
	r.Mean, r.SD = MeanSD(d)
	r.WilcoxonP = signedRank(d, rounding)
	if n == 1 {
		return r
	}
	if spread(d) <= rounding {
		r.SD = 0
	}
	se := r.SD / math.Sqrt(float64(n))
	student := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}
	half := student.Quantile(1-level/2) * se
	r.Lo, r.Hi = r.Mean-half, r.Mean+half
	r.T = r.Mean / se
	switch {
	case r.Mean == 0:
		r.T, r.P = 0, 1
	case r.SD == 0:
		r.P = math.Ldexp(2, -n)
	default:
		r.P = 2 * student.CDF(-math.Abs(r.T))
	}
	return r
}

// HasInterval says whether Lo and Hi are an interval: it takes two pairs whose
// differences are not the same. Then it excludes 0 just where P is below Level.
func (r Paired) HasInterval() bool { return r.SD > 0 }

// identical says whether both sides gave the same figure in every pair.
func (r Paired) identical() bool { return r.Mean == 0 && (r.SD == 0 || r.N == 1) }

// detectable is the smallest true difference that these pairs would most likely
// have shown, see the function detectable.
func (r Paired) detectable() float64 { return detectable(r.SD, r.N) }

// differences returns a - b, and by how much two of them may be apart through
// the rounding of the figures alone: 0.3-0.2 and 0.2-0.1 are meant to be equal.
// Differences that small are 0.
func differences(a, b []float64) (d []float64, rounding float64) {
	largest := 0.0
	for i := range a {
		largest = max(largest, math.Abs(a[i]), math.Abs(b[i]))
	}
	rounding = 4 * epsilon * largest
	d = make([]float64, len(a))
	for i := range a {
		if diff := a[i] - b[i]; math.Abs(diff) > rounding {
			d[i] = diff
		}
	}
	return d, rounding
}

// epsilon is the distance from 1 to the next float64.
const epsilon = 0x1p-52

// spread is the distance from the least to the greatest.
func spread(x []float64) float64 {
	lo, hi := x[0], x[0]
	for _, v := range x {
		lo, hi = min(lo, v), max(hi, v)
	}
	return hi - lo
}
