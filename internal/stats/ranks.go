package stats

import (
	"cmp"
	"slices"
)

// placed is a value and where it stood.
type placed struct {
	value float64
	at    int
}

// midRanks ranks x from 1; ties get the mean of their ranks. Values count as
// tied if neighbours in the order are apart by at most rounding, 0 for equal
// values only. ties has the size of each group of more than one. x has no NaN.
func midRanks(x []float64, rounding float64) (ranks []float64, ties []int) {
	order := make([]placed, len(x))
	for i, v := range x {
		order[i] = placed{v, i}
	}
	slices.SortFunc(order, func(a, b placed) int { return cmp.Compare(a.value, b.value) })
	ranks = make([]float64, len(x))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && tied(order[to-1].value, order[to].value, rounding) {
			to++
		}
		// The ranks from+1 .. to have this mean.
		mid := float64(from+1+to) / 2
		for _, p := range order[from:to] {
			ranks[p.at] = mid
		}
		if to-from > 1 {
			ties = append(ties, to-from)
		}
		from = to
	}
	return ranks, ties
}

// tied compares two neighbours of a rising order. Equal infinities are tied.
func tied(lo, hi, rounding float64) bool { return lo == hi || hi-lo <= rounding }
