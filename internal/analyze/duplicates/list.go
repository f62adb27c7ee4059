package duplicates

import (
	"cmp"
	"container/heap"
)

// pairList keeps the nearest pairs, at most most of them: a heap with the
// farthest of them in front.
type pairList struct {
	most  int
	pairs []Pair
}

// byNearness orders pairs by distance; of equals exact ones come first, then
// those of earlier pictures. No two are the same.
func byNearness(a, b Pair) int {
	if c := cmp.Compare(a.Distance, b.Distance); c != 0 {
		return c
	}
	if a.Exact != b.Exact {
		if a.Exact {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
}

// add keeps p if it is among the nearest so far.
func (l *pairList) add(p Pair) {
	switch {
	case len(l.pairs) < l.most:
		heap.Push(l, p)
	case byNearness(p, l.pairs[0]) < 0:
		l.pairs[0] = p
		heap.Fix(l, 0)
	}
}

// The methods of heap.Interface.

func (l *pairList) Len() int           { return len(l.pairs) }
func (l *pairList) Less(i, j int) bool { return byNearness(l.pairs[i], l.pairs[j]) > 0 }
func (l *pairList) Swap(i, j int)      { l.pairs[i], l.pairs[j] = l.pairs[j], l.pairs[i] }

// Push appends a pair; only package heap calls it.
func (l *pairList) Push(p any) { l.pairs = append(l.pairs, p.(Pair)) }

// Pop removes the last pair; only package heap calls it.
func (l *pairList) Pop() any {
	last := l.pairs[len(l.pairs)-1]
	l.pairs = l.pairs[:len(l.pairs)-1]
	return last
}
