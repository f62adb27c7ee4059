package projection

import (
	"context"
	"slices"
)

// mostCompared is how many neighbours the figures of a projection look at, in large sets.
const mostCompared = 10

// Quality says what a projection keeps of the space that it was drawn from.
type Quality struct {
	// Neighbours is the k of Trustworthiness and Kept.
	Neighbours int `json:"neighbours"`
	// Trustworthiness, 0 to 1: less than 1 where pictures are among the k nearest on
	// the map that are farther ones in the space, the more the farther (Venna and
	// Kaski 2001). Maps without any order have about 0.5.
	Trustworthiness float64 `json:"trustworthiness"`
	// Kept is the share of the k nearest in the space that are among the k
	// nearest on the map. Pictures at one distance count with the mean over all their orders.
	Kept float64 `json:"neighbours_kept"`
	// KNN5 is the share of pictures whose class the 5 nearest others on the map
	// call right. Nil without labels, or with a single class.
	KNN5 *float64 `json:"knn5_on_the_map,omitempty"`
}

// measure fills in the quality of every projection, and what the neighbours call each
// picture. Places at the distance of the last neighbour count with their share of the
// seats that are left. ctx ends it early with its error.
func (r *Result) measure(ctx context.Context, s *vectorSpace, labels []int32, workers int) error {
	k := min(mostCompared, (s.n-1)/2)
	voting := min(votes, s.n-1)
	named := classes(labels) > 1
	if named {
		r.Called = make([]int32, s.n)
	}
	type figures struct {
		kept, excess []float64 // of each place; excess is the sum of rank-k over the neighbours that do not belong
		called       []int32
	}
	of := make([]figures, len(r.Projections))
	for m := range of {
		of[m] = figures{make([]float64, s.n), make([]float64, s.n), make([]int32, s.n)}
	}
	err := s.each(ctx, workers, func() func(int, []float32) {
		inSpace, inPlane := newCompass(s.n, max(k, voting)), newCompass(s.n, max(k, voting))
		part, room, ranks := make([]int, s.n), []ballots(nil), newRanks(s.n)
		return func(i int, square []float32) {
			near := inSpace.inSpace(s, i, square)
			inner, tied, left := near.seats(k)
			near.parts(part, inner, tied, left)
			if named {
				r.Called[i] = near.call(labels, voting, &room)
			}
			ranks.clear()
			for m, p := range r.Projections {
				c := inPlane.inPlane(p.XY, i)
				if named {
					of[m].called[i] = c.call(labels, voting, &room)
				}
				inside, among, free := c.seats(k)
				both, excess := 0, 0
				for a, q := range c[:inside+among] {
					votes := among
					if a >= inside {
						votes = free
					}
					both += votes * part[q.index]
					if rank := ranks.of(square, i, int(q.index), inside+among); rank > k {
						excess += votes * (rank - k)
					}
				}
				of[m].kept[i] = float64(both) / float64(among*tied)
				of[m].excess[i] = float64(excess) / float64(among)
			}
			for _, q := range near {
				part[q.index] = 0
			}
		}
	})
	if err != nil {
		return err
	}
	if named {
		r.KNN5 = agreeing(r.Called, labels)
	}
	for m, p := range r.Projections {
		p.Neighbours = k
		p.Kept = total(of[m].kept) / float64(s.n*k)
		p.Trustworthiness = 1 - 2*total(of[m].excess)/(float64(s.n)*float64(k)*float64(2*s.n-3*k-1))
		if named {
			p.KNN5 = agreeing(of[m].called, labels)
		}
	}
	return nil
}

// parts writes the seat of each place in parts of 1/tied.
func (c circle) parts(dst []int, inner, tied, left int) {
	for a, p := range c[:inner+tied] {
		dst[p.index] = tied
		if a >= inner {
			dst[p.index] = left
		}
	}
}

// fewRanks is up to how many ranks are counted one by one.
const fewRanks = 2 * mostCompared

// ranks are ranks of places among all others by their distance from one.
type ranks struct {
	sorted []float32 // the distances, once many ranks are wanted
	ready  bool
}

func newRanks(n int) *ranks { return &ranks{sorted: make([]float32, n)} }

func (r *ranks) clear() { r.ready = false }

// of is the place of j among all but i, 1 for the nearest; of equals each has the best.
// It is asked for so many places.
func (r *ranks) of(square []float32, i, j, many int) int {
	if many <= fewRanks {
		return rankOf(square, i, j)
	}
	if !r.ready {
		copy(r.sorted, square)
		slices.Sort(r.sorted)
		r.ready = true
	}
	nearer, _ := slices.BinarySearch(r.sorted, square[j])
	if square[i] < square[j] {
		nearer--
	}
	return nearer + 1
}

// rankOf is the place of j among all but i by distance, 1 for the nearest; of
// equals each has the best.
func rankOf(square []float32, i, j int) int {
	rank, d := 1, square[j]
	for _, e := range square {
		if e < d {
			rank++
		}
	}
	if square[i] < d {
		rank--
	}
	return rank
}

// agreeing is the share of labels that were called right.
func agreeing(called, labels []int32) *float64 {
	right := 0
	for i, c := range called {
		if c == labels[i] {
			right++
		}
	}
	share := float64(right) / float64(len(labels))
	return &share
}
