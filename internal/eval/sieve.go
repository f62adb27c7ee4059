package eval

import (
	"math"
	"slices"
)

// mostKept is how many rows a sieve keeps before it measures them: far more than
// rounding leaves of an embedding that has not collapsed.
const mostKept = 1024

// sieve finds the nearest pictures of one query while the keys of the gallery's rows
// come in, in any order.
//
// float32 keys choose who may be among them, with room for rounding: every row whose key the
// rounding error of the k-th lowest reaches. The exact distances decide, so that the
// answer does not hang on how a product was summed.
type sieve struct {
	x    []float32                // the query
	best [neighboursVoting]uint32 // the lowest keys so far, in order
	// reach is the largest squared distance that may be among the nearest, as far as
	// best tells. It only falls, and so does limit, what a row to come may have at
	// most to be kept. A limit of NaN keeps none.
	reach, limit float32
	near         []uint64 // key<<32 | row of those that are not measured yet
	podium       podium
}

func (s *sieve) start(x []float32, seats int) {
	for i := range s.best {
		s.best[i] = math.MaxUint32
	}
	s.x, s.reach, s.limit, s.near = x, math.MaxFloat32, math.MaxFloat32, s.near[:0]
	s.podium.clear(seats)
}

// add takes row j if its key is within the limit. xx is the squared length of the query's place.
func (s *sieve) add(g *gallery, xx float32, key uint32, j int) {
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
			s.reach = math.Float32frombits(widen(g.space, xx, s.best[last]))
			s.limit = s.reach
		}
	}
	if len(s.near) >= mostKept {
		if s.drop(); len(s.near) > mostKept/2 {
			s.measure(g)
		}
	}
}

// lose is for a query without a place: every picture of the gallery is at the
// same distance.
func (s *sieve) lose(g *gallery) {
	s.podium.add(g.dist.Value(s.x, g.row(0)), g.all)
	s.limit = float32(math.NaN())
}

// drop forgets the rows beyond reach.
func (s *sieve) drop() {
	reach := math.Float32bits(s.reach)
	s.near = slices.DeleteFunc(s.near, func(c uint64) bool { return uint32(c>>32) > reach })
}

// measure takes the rows that were kept to the podium.
func (s *sieve) measure(g *gallery) {
	for _, c := range s.near {
		j := int(uint32(c))
		s.podium.add(g.dist.Value(s.x, g.row(j)), g.stock.of(j))
	}
	s.near = s.near[:0]
}

// nearest gives the nearest pictures when all keys came in.
func (s *sieve) nearest(g *gallery) *podium {
	s.drop()
	s.measure(g)
	return &s.podium
}
