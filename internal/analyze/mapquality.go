package analyze

import "context"

// mostCompared is how many neighbours the figures of a map look at, in large sets.
const mostCompared = 10

// MapQuality says what a map keeps of the space that it was drawn from.
type MapQuality struct {
	// Neighbours is the k of Trustworthiness and Kept.
	Neighbours int `json:"neighbours"`
	// Trustworthiness, 0 to 1: less than 1 where pictures are among the k nearest on
	// the map that are farther ones in the space, the more the farther (Venna and
	// Kaski 2001). Maps without any order have about 0.5.
	Trustworthiness float64 `json:"trustworthiness"`
	// Kept is the share of the k nearest in the space that are among the k
	// nearest on the map.
	Kept float64 `json:"neighbours_kept"`
	// KNN5 is the share of pictures whose class the 5 nearest others on the map
	// call right. Nil without labels, or with a single class.
	KNN5 *float64 `json:"knn5_on_the_map,omitempty"`
}

// measure fills in the quality of every map. ctx ends it early with its error.
func (r *MapResult) measure(ctx context.Context, s *mapSpace, near *neighbourLists, labels []int32, workers int) error {
	k := min(mostCompared, (s.n-1)/2)
	maps := make([]*neighbourLists, len(r.Maps))
	for m, p := range r.Maps {
		maps[m] = nearestInPlane(p.XY, max(k, votes), workers)
		p.Neighbours = k
		p.Kept = near.kept(maps[m], k)
		if r.KNN5 != nil {
			p.KNN5 = agreeing(maps[m].called(labels), labels)
		}
	}
	// excess[m][i] is the sum of rank-k over the neighbours of i that do not belong.
	excess := make([][]int, len(maps))
	for m := range excess {
		excess[m] = make([]int, s.n)
	}
	err := s.each(ctx, workers, func() func(int, []float32) {
		return func(i int, square []float32) {
			for m, l := range maps {
				for _, j := range l.of(i)[:k] {
					if rank := rankOf(square, i, int(j)); rank > k {
						excess[m][i] += rank - k
					}
				}
			}
		}
	})
	for m, p := range r.Maps {
		sum := 0
		for _, e := range excess[m] {
			sum += e
		}
		p.Trustworthiness = 1 - 2*float64(sum)/(float64(s.n)*float64(k)*float64(2*s.n-3*k-1))
	}
	return err
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

// kept is the share of the k nearest that other has among its k nearest.
func (l *neighbourLists) kept(other *neighbourLists, k int) float64 {
	n := len(l.index) / l.k
	both := 0
	for i := range n {
		for _, a := range l.of(i)[:k] {
			for _, b := range other.of(i)[:k] {
				if a == b {
					both++
				}
			}
		}
	}
	return float64(both) / float64(n*k)
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
