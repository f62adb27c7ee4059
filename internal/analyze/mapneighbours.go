package analyze

import (
	"cmp"
	"context"
	"math"
	"slices"
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
// float32 distances choose them; their order is that of float64.
func (s *mapSpace) nearest(ctx context.Context, k, workers int) (*neighbourLists, error) {
	l := newLists(s.n, k)
	err := s.each(ctx, workers, func() func(int, []float32) {
		h := newNearHeap(l.k)
		return func(i int, square []float32) {
			h.clear()
			for j, d := range square {
				if j != i && float64(d) < h.bound {
					h.add(nearPoint{float64(d), int32(j)})
				}
			}
			for c := range h.items {
				h.items[c].square = s.squared(i, int(h.items[c].index))
			}
			l.fill(i, h.sorted())
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
