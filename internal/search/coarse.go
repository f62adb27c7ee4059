package search

import (
	"math"

	"mekiki/internal/kernel"
)

// coarse are the places of a strip in 8 bits a value, each row with a scale of its own. They are
// a quarter of the memory, which one query has to read for itself.
type coarse struct {
	value  []int8    // see kernel.Dots8
	scale  []float32 // of each row, with room for whole groups
	bias   []float32 // minus half the squared length of each place; of what fills a group -Inf
	err    float64   // how far a row of value lies from its place at most
	length float64   // of the longest row of value
}

// newCoarse rounds the places of a strip.
func newCoarse(s *space, t *strip) *coarse {
	const group = kernel.Dots8Group
	n := t.rows()
	padded := (n + group - 1) / group * group
	pairs := (s.dim + 1) / 2
	c := &coarse{value: make([]int8, 2*padded*pairs), scale: make([]float32, padded), bias: make([]float32, padded)}
	at := make([]float64, s.dim)
	for j := range padded {
		if j >= n {
			c.bias[j] = float32(math.Inf(-1))
			continue
		}
		s.place(at, t.row(j), factorOf(t.row(j), s.unit))
		largest := 0.0
		for _, v := range at {
			largest = max(largest, math.Abs(v))
		}
		scale, inverse := stepOf(largest / 127)
		off, length := 0.0, 0.0
		value := c.value[(j/group*group*pairs+j%group)*2:]
		for k, v := range at {
			q := whole(v * inverse)
			value[k/2*group*2+k%2] = int8(q)
			r := q * float64(scale)
			off, length = off+float64((v-r)*(v-r)), length+float64(r*r)
		}
		c.scale[j], c.bias[j] = scale, -t.length[j]/2
		c.err, c.length = max(c.err, math.Sqrt(off)), max(c.length, math.Sqrt(length))
	}
	return c
}

// stepOf is v as the unit that values are counted in, and its inverse. Both are 0, and so are the
// values, where float32 has not all its digits, so that no value is more than rounding beyond
// what v was chosen for.
func stepOf(v float64) (step float32, inverse float64) {
	if step = float32(v); step < 0x1p-126 {
		return 0, 0
	}
	return step, 1 / float64(step)
}

// whole is the whole number nearest to v, of less than 51 bits.
func whole(v float64) float64 { return v + shift - shift }

// coarsely are the rounded places, made when they are first asked for.
func (t *strip) coarsely(s *space) *coarse {
	t.once.Do(func() { t.rounded = newCoarse(s, t) })
	return t.rounded
}
