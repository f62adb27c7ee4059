package projection

import (
	"cmp"
	"slices"
)

// circle are the nearest other places of one place by distance, up to all that are as
// near as the last one that was asked for. So no order of places decides who is in.
type circle []nearPoint

// seats says how the k nearest are chosen: the first inner places are nearer than the
// k-th and have a seat each; the next tied places are all at its distance and share the
// seats that are left. The share of each is the mean over all their orders.
func (c circle) seats(k int) (inner, tied, left int) {
	for inner < k && c[inner].square < c[k-1].square {
		inner++
	}
	for inner+tied < len(c) && c[inner+tied].square == c[k-1].square {
		tied++
	}
	return inner, tied, k - inner
}

// ballots are the votes of a class, and the squared distance of its nearest place.
type ballots struct {
	class  int32
	votes  int
	square float64
}

// call is the class that the k nearest call a place: that of most of them, of classes with
// equally many that of the nearest, and of these the lowest. Votes are counted in parts of 1/tied.
func (c circle) call(labels []int32, k int, room *[]ballots) int32 {
	inner, tied, left := c.seats(k)
	all := (*room)[:0]
	for i, p := range c[:inner+tied] {
		votes := tied
		if i >= inner {
			votes = left
		}
		all = append(all, ballots{labels[p.index], votes, p.square})
	}
	*room = all
	slices.SortFunc(all, func(a, b ballots) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.square, b.square))
	})
	best := ballots{class: -1}
	for i := 0; i < len(all); {
		b := all[i]
		for i++; i < len(all) && all[i].class == b.class; i++ {
			b.votes += all[i].votes
		}
		if b.votes > best.votes || b.votes == best.votes && b.square < best.square {
			best = b
		}
	}
	return best.class
}

// compass finds circles. One for each worker.
type compass struct {
	heap   *nearHeap
	square []float64 // on a projection, to every place
	found  circle
}

func newCompass(n, k int) *compass { return &compass{heap: newNearHeap(k), square: make([]float64, n)} }

// inPlane is the circle of place i of a projection, row-major (n, 2), until the next call.
func (c *compass) inPlane(xy []float64, i int) circle {
	c.heap.clear()
	x, y := xy[2*i], xy[2*i+1]
	for j := range c.square {
		dx, dy := x-xy[2*j], y-xy[2*j+1]
		c.square[j] = dx*dx + dy*dy
		if c.square[j] < c.heap.bound && j != i {
			c.heap.add(nearPoint{c.square[j], int32(j)})
		}
	}
	c.found = append(c.found[:0], c.heap.sorted()...)
	last := c.found[len(c.found)-1]
	// Of those at the last distance the heap kept the first, in the order of places.
	for j := int(last.index) + 1; j < len(c.square); j++ {
		if c.square[j] == last.square && j != i {
			c.found = append(c.found, nearPoint{last.square, int32(j)})
		}
	}
	return c.found
}

// inSpace is the circle of place i of the space, until the next call. square are its
// distances as well as float32 can; exact ones decide.
func (c *compass) inSpace(s *vectorSpace, i int, square []float32) circle {
	c.heap.clear()
	for j, d := range square {
		if float64(d) < c.heap.bound && j != i {
			c.heap.add(nearPoint{float64(d), int32(j)})
		}
	}
	farthest := 0.0
	for _, p := range c.heap.items {
		farthest = max(farthest, s.squared(i, int(p.index)))
	}
	limit := float32(farthest + s.slack(i, farthest))
	c.found = c.found[:0]
	for j, d := range square {
		if d <= limit && j != i {
			c.found = append(c.found, nearPoint{s.squared(i, j), int32(j)})
		}
	}
	slices.SortFunc(c.found, byDistanceThenPlace)
	k := len(c.heap.items)
	for k < len(c.found) && c.found[k].square == c.found[k-1].square {
		k++
	}
	return c.found[:k]
}

// slack bounds the error of a float32 distance of place i where the true squared
// distance is square, twice: a product of n terms errs by at most n u |x||y| in any order of
// summation, the sums by 4 u (xx+yy), and yy <= 2 xx + 2 square.
func (s *vectorSpace) slack(i int, square float64) float64 {
	const u = 1.0 / (1 << 24)
	return 2 * float64(s.dim+4) * u * 3 * (float64(s.length[i]) + square)
}

// total adds values up in their own order, so that no order of places changes its last bit.
func total(values []float64) float64 {
	slices.Sort(values)
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}
