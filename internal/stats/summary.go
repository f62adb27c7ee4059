package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Summary describes one sample. All figures are NaN if a value is NaN or there
// is none; N counts all values.
type Summary struct {
	N    int     `json:"n"`
	Mean float64 `json:"mean"`
	// SD is the standard deviation with n-1; NaN for one value.
	SD  float64 `json:"sd"`
	Min float64 `json:"min"`
	// Q25, Median and Q75 are quantiles as in Quantiles.
	Q25    float64 `json:"q25"`
	Median float64 `json:"median"`
	Q75    float64 `json:"q75"`
	Max    float64 `json:"max"`
	// Skew is the adjusted skewness G1 (Joanes and Gill 1998), as spreadsheets
	// give it: above 0 with a long tail to the right. NaN for fewer than three
	// values or if all are equal.
	Skew float64 `json:"skew"`
}

// Summarise describes x, in any order. With an infinite value, SD and Skew are
// NaN and the quantiles stay right.
func Summarise(x []float64) Summary {
	q := Quantiles(x, 0, 0.25, 0.5, 0.75, 1)
	s := Summary{N: len(x), Min: q[0], Q25: q[1], Median: q[2], Q75: q[3], Max: q[4]}
	s.Mean, s.SD = MeanSD(x)
	s.Skew = math.NaN()
	if len(x) > 2 && s.Min < s.Max {
		s.Skew = stat.Skew(x, nil)
	}
	return s
}

// MeanSD returns the mean of x and its standard deviation with n-1, which is
// NaN for one value and exactly 0 if all values are equal.
func MeanSD(x []float64) (mean, sd float64) {
	switch {
	case len(x) == 0:
		return math.NaN(), math.NaN()
	case len(x) == 1:
		return x[0], math.NaN()
	case slices.Min(x) == slices.Max(x) && !math.IsInf(x[0], 0):
		// The rounded mean of equal values may differ from them.
		return x[0], 0
	}
	return stat.MeanStdDev(x, nil)
}

// Quantiles returns the quantiles of x at each p in [0,1]: straight lines
// between the sorted values, as NumPy's default (type 7 of Hyndman and Fan
// 1996). x needs no order. All are NaN if x is empty or has a NaN. It panics if
// a p is outside of [0,1].
func Quantiles(x []float64, p ...float64) []float64 {
	out := make([]float64, len(p))
	bad := len(x) == 0 || hasNaN(x)
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	for i, q := range p {
		if !(q >= 0 && q <= 1) {
			panic("stats: Quantiles: a share outside of 0 to 1")
		}
		if bad {
			out[i] = math.NaN()
			continue
		}
		out[i] = quantile(sorted, q)
	}
	return out
}

// quantile interpolates between the two nearest of the sorted values.
func quantile(sorted []float64, p float64) float64 {
	h := p * float64(len(sorted)-1)
	i := int(h)
	part := h - float64(i)
	// An exact hit needs no neighbour: an infinite one would spoil it.
	if part == 0 || sorted[i] == sorted[i+1] {
		return sorted[i]
	}
	return sorted[i] + part*(sorted[i+1]-sorted[i])
}
