package search

import (
	"math"
	"math/bits"

	"mekiki/internal/kernel"
)

// fewQueries is how many queries at a time are looked for one by one, with places of 8 bits a
// value: a product of float32 takes as long for twelve rows as for one.
const fewQueries = 3

// coarse are the places of a strip in 8 bits a value, each row with a scale of its own. They are
// a quarter of the memory, which one query has to read for itself.
type coarse struct {
	value []int8 // see kernel.Dots8
	scale []float32
	err   float64 // how far a row of value lies from its place at most
}

// newCoarse rounds the places of a strip.
func newCoarse(s *space, t *strip) *coarse {
	n := t.rows()
	padded := (n + kernel.Dots8Group - 1) / kernel.Dots8Group * kernel.Dots8Group
	c := &coarse{value: make([]int8, padded*s.dim), scale: make([]float32, padded)}
	at := make([]float64, s.dim)
	for j := range n {
		s.place(at, t.row(j), factorOf(t.row(j), s.unit))
		largest := 0.0
		for _, v := range at {
			largest = max(largest, math.Abs(v))
		}
		scale, square := float32(largest/127), 0.0
		value := c.value[j/kernel.Dots8Group*kernel.Dots8Group*s.dim+j%kernel.Dots8Group:]
		for k, v := range at {
			q := 0.0
			if scale > 0 {
				q = math.Round(max(min(v/float64(scale), 127), -127))
			}
			value[k*kernel.Dots8Group] = int8(q)
			off := v - q*float64(scale)
			square += off * off
		}
		c.scale[j] = scale
		c.err = max(c.err, math.Sqrt(square))
	}
	return c
}

// coarsely are the rounded places, made when they are first asked for.
func (t *strip) coarsely(s *space) *coarse {
	t.once.Do(func() { t.rounded = newCoarse(s, t) })
	return t.rounded
}

// alone looks for query i, which was loaded last, by itself: rows that may be within its limit
// in spite of what rounding to 8 bits moves are measured.
func (s *spaceSeeker) alone(i int) {
	v, b, si := s.v, s.b, &s.sieve[i]
	if si.limit != si.limit {
		return // all are measured
	}
	length := math.Sqrt(float64(si.xx)) * (1 + 1.0/(1<<20))
	cut := math.NaN()
	for k, t := range v.strips {
		c := t.coarsely(v.space)
		if s.dots == nil {
			s.dots = make([]float32, stripRows)
		}
		dots := s.dots[:len(c.scale)]
		kernel.Dots8(dots, b.row, c.scale, c.value)
		err := float32(2 * length * c.err)
		limit := []float32{si.limit + err}
		for at := 0; at < len(t.length); at += kernel.Lane {
			_, mask := kernel.Below(dots[at:], t.length[at:], b.length[i:i+1], limit, 0)
			for ; mask != 0; mask &= mask - 1 {
				v.add(&si.podium, si.x, int32(k<<stripBits|at+bits.TrailingZeros16(mask)))
			}
			if now := si.podium.cut; now < cut || cut != cut && now == now {
				cut = now
				si.limit = min(si.limit, v.within(si.xx, cut, si.hidden))
				limit[0] = si.limit + err
			}
		}
	}
}
