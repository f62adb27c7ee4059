package eval

import (
	"cmp"
	"math"
	"slices"
)

// bucketShift leaves the 13 highest of a key's 31 bits: 32 buckets for every
// doubling of a squared distance, 32 kB of counters.
const bucketShift = 18

// mostExact is the largest number of near-equal pictures that are compared
// exactly; beyond it the keys decide. Only a collapsed embedding has so many.
const mostExact = 512

// ranker finds the nearest of one query's keys. One for each worker.
type ranker struct {
	count [1 << (31 - bucketShift)]uint32
	near  []uint64 // key<<32 | index of the pictures that may be among the nearest
	exact []neighbour
	top   []uint32
	spare []uint32
}

// neighbour is a gallery picture with its distance in float64.
type neighbour struct {
	distance float64
	index    int
}

// tally counts the keys in each bucket.
func (r *ranker) tally(key []uint32) {
	clear(r.count[:])
	for _, k := range key {
		r.count[k>>bucketShift&(1<<(31-bucketShift)-1)]++
	}
}

// bound is the last key of the bucket in which the n-th nearest lies. tally
// must have counted at least n keys.
func (r *ranker) bound(n int) uint32 {
	for b, c := range r.count {
		n -= int(c)
		if n <= 0 {
			return uint32(b+1)<<bucketShift - 1
		}
	}
	panic("eval: fewer keys than the rank asked for")
}

// nearest gives the k nearest gallery pictures of a query in order, by their
// exact distance and then by their place in the gallery. near holds at least k by
// key and place, xx is the squared length of the query's place, x the query.
//
// float32 keys choose who may be among them, with room for rounding; the exact
// distances decide, so that the answer does not hang on how a product was summed.
func (r *ranker) nearest(g *gallery, near []uint64, xx float32, x, emb []float32, k int) []neighbour {
	limit := widen(g.space, xx, uint32(near[k-1]>>32))
	r.exact = r.exact[:0]
	for i, c := range near {
		if i >= k && (uint32(c>>32) > limit || i >= mostExact) {
			break
		}
		j := int(uint32(c))
		r.exact = append(r.exact, neighbour{g.dist.Value(x, emb[j*g.dim:(j+1)*g.dim]), j})
	}
	slices.SortFunc(r.exact, byDistance)
	return r.exact[:k]
}

// byDistance orders neighbours by distance, what is no number last, and equals
// by their place in the gallery.
func byDistance(a, b neighbour) int {
	switch {
	case farther(b.distance, a.distance):
		return -1
	case farther(a.distance, b.distance):
		return 1
	}
	return cmp.Compare(a.index, b.index)
}

// farther says whether distance a is larger than b; NaN is larger than all.
func farther(a, b float64) bool { return a > b || math.IsNaN(a) && !math.IsNaN(b) }

// gather adds to near the keys up to limit; the first is that of picture from.
func (r *ranker) gather(key []uint32, from int, limit uint32) {
	for j, b := range key {
		if b <= limit {
			r.near = append(r.near, uint64(b)<<32|uint64(from+j))
		}
	}
}

// widen is the key of the distance at key plus what rounding can hide.
func widen(s *space, xx float32, key uint32) uint32 {
	d := math.Float32frombits(key)
	return math.Float32bits(d + s.slack(xx, d))
}

// vote is the class that most of the neighbours have; of classes with equally
// many, the one that comes first.
func vote(near []neighbour, labels []int32) int32 {
	best, most := int32(-1), 0
	for _, a := range near {
		n := 0
		for _, b := range near {
			if labels[a.index] == labels[b.index] {
				n++
			}
		}
		if n > most {
			best, most = labels[a.index], n
		}
	}
	return best
}
