package search

import (
	"cmp"
	"math"
	"slices"
)

// mostKept is how many rows a sieve keeps before it measures them: far more than
// rounding leaves of an embedding that has not collapsed.
const mostKept = 1024

// sieve finds what one query wants while the keys of the rows come in, in any order.
//
// float32 keys choose who may be among the nearest, with room for rounding: every row whose key
// the rounding error of the k-th lowest reaches. The exact distances decide, so that the answer
// does not hang on how a product was summed.
type sieve struct {
	x          []float32      // the query
	xx, hidden float32        // the squared length of its place, see space.hidden
	best       lowest[uint32] // the highest keys that rows so far can have
	// limit is what a row may have at most to be wanted, as far as best tells. It only
	// falls. A limit of NaN keeps none.
	limit    float32
	near     []uint64 // key<<32 | place of those that are not measured yet
	podium   podium
	measured int            // rows, of which
	taken    int32          // waits for another
	first    lowest[uint32] // of near
}

// start takes a query. limit is the key beyond which nothing is wanted.
func (s *sieve) start(x []float32, xx, hidden float32, want Want, limit float32) {
	s.x, s.xx, s.hidden, s.limit, s.near, s.measured = x, xx, hidden, limit, s.near[:0], 0
	s.best.clear(want.K)
	s.podium.clear(want)
}

// add takes the row at a place, whose key is at least least and at most most, if it may be within
// the limit.
func (s *sieve) add(v *view, least, most uint32, place int32) {
	if !(math.Float32frombits(least) <= s.limit) {
		return
	}
	s.near = append(s.near, uint64(least)<<32|uint64(place))
	if s.best.add(most) {
		s.limit = min(s.limit, widen(v.space, s.xx, s.best.top(), s.hidden))
	}
	if len(s.near) >= mostKept {
		if s.drop(); len(s.near) > mostKept/2 {
			s.measure(v)
		}
	}
}

// widen is the distance at key plus what rounding can hide.
func widen(s *space, xx float32, key uint32, hidden float32) float32 {
	d := math.Float32frombits(key)
	return d + s.slack(xx, d, hidden)
}

// drop forgets the rows beyond the limit.
func (s *sieve) drop() {
	s.near = slices.DeleteFunc(s.near, func(c uint64) bool { return !(math.Float32frombits(uint32(c>>32)) <= s.limit) })
}

// measure takes the rows that were kept to the podium, while they may stand there: first as many
// as it has places, so that their distances lower the limit for the others.
func (s *sieve) measure(v *view) {
	if k := s.podium.want.K; k > 0 && k < len(s.near) && s.podium.cut != s.podium.cut {
		s.first.clear(k)
		for _, c := range s.near {
			s.first.add(uint32(c >> 32))
		}
		top := s.first.top()
		s.near = slices.DeleteFunc(s.near, func(c uint64) bool { return uint32(c>>32) <= top && s.take(v, c) })
		s.takeLast(v)
		s.podium.settle()
	}
	cut := math.NaN()
	for _, c := range s.near {
		if now := s.podium.cut; now < cut || cut != cut && now == now {
			cut = now
			s.limit = min(s.limit, v.within(s.xx, cut, s.hidden))
		}
		if math.Float32frombits(uint32(c>>32)) <= s.limit {
			s.take(v, c)
		}
	}
	s.takeLast(v)
	s.near = s.near[:0]
}

// take measures a row that was kept, with the one that is taken next: two at a time take hardly
// longer than one.
func (s *sieve) take(v *view, c uint64) bool {
	place := int32(uint32(c))
	if s.measured++; s.measured%2 == 1 {
		s.taken = place
	} else {
		v.addTwo(&s.podium, s.x, s.taken, place)
	}
	return true
}

// takeLast measures the row that waits for another.
func (s *sieve) takeLast(v *view) {
	if s.measured%2 == 1 {
		v.add(&s.podium, s.x, s.taken)
		s.measured++
	}
}

// all takes every row to the podium, without a look at keys.
func (s *sieve) all(v *view) {
	everyRow(v, func(place int32) { v.add(&s.podium, s.x, place) })
	s.limit = float32(math.NaN())
}

// even is all for a query to which every row is as far.
func (s *sieve) even(v *view) {
	distance := v.measure.Value(s.x, v.row(0))
	everyRow(v, func(place int32) { s.podium.add(distance, place, int32(len(v.of(place)))) })
	s.limit = float32(math.NaN())
}

func everyRow(v *view, visit func(place int32)) {
	for k, t := range v.strips {
		for j := range t.rows() {
			visit(int32(k<<stripBits | j))
		}
	}
}

// finish measures what is left when all keys came in.
func (s *sieve) finish(v *view) *podium {
	if s.limit == s.limit {
		s.drop()
	}
	s.measure(v)
	return &s.podium
}

// lowest keeps the k lowest keys, the highest of them on top of a heap.
type lowest[T cmp.Ordered] struct {
	k   int
	key []T
}

func (h *lowest[T]) clear(k int) { h.k, h.key = k, h.key[:0] }

// top is the k-th lowest.
func (h *lowest[T]) top() T { return h.key[0] }

// add says whether there is a new top.
func (h *lowest[T]) add(key T) bool {
	if len(h.key) < h.k {
		h.key = append(h.key, key)
		for i := len(h.key) - 1; i > 0 && h.key[(i-1)/2] < h.key[i]; i = (i - 1) / 2 {
			h.key[i], h.key[(i-1)/2] = h.key[(i-1)/2], h.key[i]
		}
		return len(h.key) == h.k
	}
	if h.k == 0 || key >= h.key[0] {
		return false
	}
	i := 0
	for {
		c := 2*i + 1
		if c+1 < h.k && h.key[c+1] > h.key[c] {
			c++
		}
		if c >= h.k || h.key[c] <= key {
			break
		}
		h.key[i] = h.key[c]
		i = c
	}
	h.key[i] = key
	return true
}
