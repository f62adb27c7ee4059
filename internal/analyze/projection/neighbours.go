package projection

import (
	"cmp"
	"context"
	"math"
	"slices"

	"mekiki/internal/metric/distance"
	"mekiki/internal/search"
)

// votes is the 5 of 5-NN.
const votes = 5

// neighbourLists are the k nearest other places of each place, nearest first, of
// those at the same distance the earlier first.
type neighbourLists struct {
	k      int
	index  []int32   // (n, k)
	square []float64 // squared distances, (n, k)
}

func newLists(n, k int) *neighbourLists {
	k = min(k, n-1)
	return &neighbourLists{k: k, index: make([]int32, n*k), square: make([]float64, n*k)}
}

func (l *neighbourLists) of(i int) []int32 { return l.index[i*l.k : (i+1)*l.k] }

// nearest finds the k nearest of every place, or all others if there are fewer.
func (s *vectorSpace) nearest(ctx context.Context, k, workers int) (*neighbourLists, error) {
	l := newLists(s.n, k)
	d, err := distance.Lookup[float32]("sqeuclidean")
	if err != nil {
		return nil, err
	}
	index, err := search.NewIndex(s.x, s.dim, d, workers)
	if err != nil {
		return nil, err
	}
	// One more, for every place is at distance 0 of itself.
	err = index.Scan(ctx, s.x, search.Want{K: l.k + 1}, func() func(int, []search.Place) {
		list := make([]nearPoint, 0, l.k)
		return func(i int, near []search.Place) {
			list = list[:0]
			for _, p := range near {
				for _, j := range p.Rows {
					if int(j) != i && len(list) < l.k {
						list = append(list, nearPoint{p.Distance, j})
					}
				}
			}
			l.fill(i, list)
		}
	})
	return l, err
}

func (l *neighbourLists) fill(i int, list []nearPoint) {
	for c, p := range list {
		l.index[i*l.k+c], l.square[i*l.k+c] = p.index, p.square
	}
}

// nearPoint is a place at a squared distance.
type nearPoint struct {
	square float64
	index  int32
}

func byDistanceThenPlace(a, b nearPoint) int {
	return cmp.Or(cmp.Compare(a.square, b.square), cmp.Compare(a.index, b.index))
}

// nearHeap keeps the k nearest of what is added in the order of their index: the
// farthest is on top. bound is its distance once there are k.
type nearHeap struct {
	k     int
	items []nearPoint
	bound float64
}

func newNearHeap(k int) *nearHeap { return &nearHeap{k: k, items: make([]nearPoint, 0, k)} }

func (h *nearHeap) clear() { h.items, h.bound = h.items[:0], math.Inf(1) }

func (h *nearHeap) add(p nearPoint) {
	if len(h.items) < h.k {
		h.items = append(h.items, p)
		for i := len(h.items) - 1; i > 0 && byDistanceThenPlace(h.items[(i-1)/2], h.items[i]) < 0; i = (i - 1) / 2 {
			h.items[i], h.items[(i-1)/2] = h.items[(i-1)/2], h.items[i]
		}
	} else {
		h.items[0] = p
		for i := 0; ; {
			c := 2*i + 1
			if c >= h.k {
				break
			}
			if c+1 < h.k && byDistanceThenPlace(h.items[c], h.items[c+1]) < 0 {
				c++
			}
			if byDistanceThenPlace(h.items[i], h.items[c]) >= 0 {
				break
			}
			h.items[i], h.items[c] = h.items[c], h.items[i]
			i = c
		}
	}
	if len(h.items) == h.k {
		h.bound = h.items[0].square
	}
}

func (h *nearHeap) sorted() []nearPoint {
	slices.SortFunc(h.items, byDistanceThenPlace)
	return h.items
}
