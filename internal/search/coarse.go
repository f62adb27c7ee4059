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
		scale, off, length := float32(largest/127), 0.0, 0.0
		value := c.value[(j/group*group*pairs+j%group)*2:]
		for k, v := range at {
			q := rounded(v, scale, 127)
			value[k/2*group*2+k%2] = int8(q)
			r := q * float64(scale)
			off, length = off+float64((v-r)*(v-r)), length+float64(r*r)
		}
		c.scale[j], c.bias[j] = scale, -t.length[j]/2
		c.err, c.length = max(c.err, math.Sqrt(off)), max(c.length, math.Sqrt(length))
	}
	return c
}

// rounded is v as a whole number of scales, of most at most.
func rounded(v float64, scale float32, most float64) float64 {
	if scale == 0 {
		return 0
	}
	return math.Round(max(min(v/float64(scale), most), -most))
}

// coarsely are the rounded places, made when they are first asked for.
func (t *strip) coarsely(s *space) *coarse {
	t.once.Do(func() { t.rounded = newCoarse(s, t) })
	return t.rounded
}
