package dataset

import "math"

// leastLeft are the pictures of a class that are never held back: a triplet needs two.
const leastLeft = 2

// HoldBack chooses about a share of the pictures of each class, whole groups of them:
// held[i] says whether picture i is held back. Pictures with one number in groups
// stay together; groups may have pictures of several classes. Two pictures of each class
// are left, so a class of one or two, or of a single group, is not held back. The same
// arguments give the same choice. It panics unless 0 < share < 1.
//
// Groups come in an order drawn by seed, and each is taken that brings the counts of
// its classes nearer to their share; then a class of which none is held back gets
// its smallest group that can be.
func HoldBack(labels, groups []int32, share float64, seed uint32) (held []bool) {
	return holdBack(labels, groups, share, seed, func(size map[int32]int) map[int32]int {
		want := map[int32]int{}
		for c, n := range size {
			want[c] = max(0, min(max(1, int(math.Round(share*float64(n)))), n-leastLeft))
		}
		return want
	})
}

// holdBack is HoldBack with numbers of its own: allot says from the number of pictures of
// each class how many of it are held back.
func holdBack(labels, groups []int32, share float64, seed uint32, allot func(size map[int32]int) map[int32]int) (held []bool) {
	if !(share > 0 && share < 1) {
		panic("dataset: a share that is held back must lie between 0 and 1")
	}
	h := holder{group: map[int32]int{}, size: map[int32]int{}, has: map[int32]int{}}
	for i, c := range labels {
		at, known := h.group[groups[i]]
		if !known {
			at = len(h.counts)
			h.group[groups[i]] = at
			h.counts = append(h.counts, map[int32]int{})
		}
		h.counts[at][c]++
		h.size[c]++
	}
	h.taken = make([]bool, len(h.counts))
	h.want = allot(h.size)
	order := numpyPermutation(len(h.counts), seed)
	for _, g := range order {
		if h.fits(g) && h.nearer(g) {
			h.take(g)
		}
	}
	for _, c := range labels {
		if h.has[c] > 0 || h.want[c] == 0 {
			continue
		}
		best := -1
		for _, g := range order {
			if h.counts[g][c] > 0 && h.fits(g) && (best < 0 || sum(h.counts[g]) < sum(h.counts[best])) {
				best = g
			}
		}
		if best >= 0 {
			h.take(best)
		} else {
			h.want[c] = 0 // do not look again
		}
	}
	held = make([]bool, len(labels))
	for i, g := range groups {
		held[i] = h.taken[h.group[g]]
	}
	return held
}

// holder counts pictures by class.
type holder struct {
	group           map[int32]int // place of a group
	counts          []map[int32]int
	taken           []bool
	size, has, want map[int32]int
}

// fits says whether a group leaves enough of its classes.
func (h *holder) fits(g int) bool {
	for c, n := range h.counts[g] {
		if h.size[c]-h.has[c]-n < leastLeft {
			return false
		}
	}
	return !h.taken[g]
}

// nearer says whether a group brings its classes nearer to their share.
func (h *holder) nearer(g int) bool {
	gain := 0
	for c, n := range h.counts[g] {
		gain += abs(h.want[c]-h.has[c]) - abs(h.want[c]-h.has[c]-n)
	}
	return gain > 0
}

func (h *holder) take(g int) {
	h.taken[g] = true
	for c, n := range h.counts[g] {
		h.has[c] += n
	}
}

func abs(n int) int { return max(n, -n) }

func sum(counts map[int32]int) int {
	n := 0
	for _, v := range counts {
		n += v
	}
	return n
}
