package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Pearson returns the correlation of x and y, -1 to 1 (Pearson 1895). It is NaN
// for fewer than two pairs, if all values of a side are equal, and if a value
// is NaN or infinite. It panics if the lengths differ.
func Pearson(x, y []float64) float64 {
	mustPair("Pearson", x, y)
	if len(x) < 2 || constant(x) || constant(y) {
		return math.NaN()
	}
	r := stat.Correlation(x, y, nil)
	if math.IsNaN(r) {
		return r
	}
	// Rounding may lead a little beyond.
	return max(-1, min(1, r))
}

// Spearman returns the rank correlation of x and y, -1 to 1 (Spearman 1904):
// Pearson's of the ranks, ties sharing their mean rank. Any rising curve gives
// 1. Infinite values are ranked as the greatest and least. It is NaN
// for fewer than two pairs, if all values of a side are equal, and if one is
// NaN. It panics if the lengths differ. n pairs take O(n log n).
func Spearman(x, y []float64) float64 {
	mustPair("Spearman", x, y)
	if hasNaN(x) || hasNaN(y) {
		return math.NaN()
	}
	rx, _ := midRanks(x, 0)
	ry, _ := midRanks(y, 0)
	return Pearson(rx, ry)
}

// constant says whether all values are equal, which no correlation survives:
// the rounded mean of equal values may differ from them.
func constant(x []float64) bool { return slices.Min(x) == slices.Max(x) }
