package eval

import (
	"math"
	"slices"
)

// sieve keeps the pictures of a gallery that may be among the nearest of one
// query, while their keys come in, in the order of the gallery. Of all pictures
// whose keys the rounding error of the k-th lowest reaches, it ends with those that
// come first by key and place, at least the first mostExact of them.
type sieve struct {
	best [neighboursVoting]uint32 // the lowest keys so far, in order
	// reach is the largest squared distance that may be among the nearest, as far as
	// best tells. It only falls, and so does limit, what a picture to come may have at
	// most to be kept. A limit of NaN keeps none.
	reach, limit float32
	near         []uint64 // key<<32 | index
}

func (s *sieve) start() {
	for i := range s.best {
		s.best[i] = math.MaxUint32
	}
	s.reach, s.limit, s.near = math.MaxFloat32, math.MaxFloat32, s.near[:0]
}

// add takes picture j if its key is within the limit. xx is the squared length of the query's place.
func (s *sieve) add(in *space, xx float32, key uint32, j int) {
	if !(math.Float32frombits(key) <= s.limit) {
		return
	}
	s.near = append(s.near, uint64(key)<<32|uint64(j))
	const last = neighboursVoting - 1
	if key < s.best[last] {
		at := last
		for ; at > 0 && s.best[at-1] > key; at-- {
			s.best[at] = s.best[at-1]
		}
		s.best[at] = key
		if s.best[last] != math.MaxUint32 {
			s.reach = math.Float32frombits(widen(in, xx, s.best[last]))
			s.limit = min(s.limit, s.reach)
		}
	}
	if len(s.near) < 2*mostExact {
		return
	}
	if s.drop(); len(s.near) > mostExact {
		// Of equals the earlier come first, and what is still to come is later.
		slices.Sort(s.near)
		s.near = s.near[:mostExact]
		farthest := math.Float32frombits(uint32(s.near[mostExact-1] >> 32))
		s.limit = min(s.limit, math.Nextafter32(farthest, -1))
	}
}

// lose is for a query without a place: every picture of the gallery is at the
// same distance.
func (s *sieve) lose(g *gallery) {
	for j := range min(g.n, mostExact) {
		s.add(g.space, 0, math.Float32bits(g.pole), j)
	}
	s.limit = float32(math.NaN())
}

// drop forgets the pictures beyond reach.
func (s *sieve) drop() {
	reach := math.Float32bits(s.reach)
	s.near = slices.DeleteFunc(s.near, func(c uint64) bool { return uint32(c>>32) > reach })
}

// candidates are the pictures that were kept, by key and place.
func (s *sieve) candidates() []uint64 {
	s.drop()
	slices.Sort(s.near)
	return s.near
}
