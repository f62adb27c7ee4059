package eval

import (
	"cmp"
	"math"
	"math/big"
)

// neighbour is a gallery picture with its distance in float64.
type neighbour struct {
	distance float64
	index    int
}

// nearer orders neighbours by distance; what is no number is last, and equal.
func nearer(a, b neighbour) int {
	if a, b := math.IsNaN(a.distance), math.IsNaN(b.distance); a || b {
		return int(one(a)) - int(one(b))
	}
	return cmp.Compare(a.distance, b.distance)
}

// tied splits sorted neighbours into runs at the same distance.
func tied(all []neighbour) (runs [][]neighbour) {
	for len(all) > 0 {
		n := 1
		for n < len(all) && nearer(all[0], all[n]) == 0 {
			n++
		}
		runs, all = append(runs, all[:n]), all[n:]
	}
	return runs
}

// votedFor is the rule of 5-NN the long way, with fractions.
func votedFor(all []neighbour, labels []int32) int32 {
	votes, nearest := map[int32]*big.Rat{}, map[int32]int{}
	seats := int64(min(5, len(all)))
	for k, run := range tied(all) {
		if seats == 0 {
			break
		}
		t := int64(len(run))
		taken := min(seats, t)
		seats -= taken
		for _, a := range run {
			c := labels[a.index]
			if votes[c] == nil {
				votes[c], nearest[c] = new(big.Rat), k
			}
			votes[c].Add(votes[c], big.NewRat(taken, t))
		}
	}
	best := int32(-1)
	for c, v := range votes {
		if best < 0 || cmp.Or(v.Cmp(votes[best]), nearest[best]-nearest[c], int(best-c)) > 0 {
			best = c
		}
	}
	return best
}

// firstShare is precision@1 of one query.
func firstShare(all []neighbour, labels []int32, class int32) float64 {
	run, n := tied(all)[0], 0.0
	for _, a := range run {
		n += one(labels[a.index] == class)
	}
	return n / float64(len(run))
}
