package eval

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"

	"mekiki/internal/metric"
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

// places is what a podium holds, in words.
func places(p *podium) (s string) {
	for _, at := range p.place {
		count := map[int32]int32{}
		for _, b := range at.ballots {
			count[b.class] += b.pictures
		}
		s += fmt.Sprint(at.distance, " ", at.pictures, " ", count, "; ")
	}
	return s
}

// placesOf is the podium of x the long way.
func placesOf(d metric.Measure[float32], x []float32, gallery Set, dim int) (s string) {
	var all []neighbour
	for j := range gallery.Labels {
		all = append(all, neighbour{d.Value(x, gallery.Emb[j*dim:(j+1)*dim]), j})
	}
	slices.SortStableFunc(all, nearer)
	seats := min(5, len(all))
	for _, run := range tied(all) {
		if seats > 0 {
			count := map[int32]int32{}
			for _, a := range run {
				count[gallery.Labels[a.index]]++
			}
			s += fmt.Sprint(run[0].distance, " ", len(run), " ", count, "; ")
		}
		seats -= len(run)
	}
	return s
}

// sizes counts the pictures of each class.
func sizes(s Set) []int {
	size := make([]int, slices.Max(s.Labels)+1)
	for _, c := range s.Labels {
		size[c]++
	}
	return size
}
