package stats

import (
	"math"
	"slices"
)

// Holm returns the p-values adjusted for being several (Holm 1979): the least
// times m, the next times m-1 and so on, never falling, at most 1. If those
// below a level count as found, the chance of one false finding among all is
// below that level. NaN entries (no test was made) stay NaN and do not count.
func Holm(p []float64) []float64 {
	out := slices.Clone(p)
	var order []int
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if p[i] < p[j] {
			return -1
		}
		if p[i] > p[j] {
			return 1
		}
		return 0
	})
	least := 0.0
	for k, i := range order {
		least = max(least, min(1, float64(len(order)-k)*p[i]))
		out[i] = least
	}
	return out
}
