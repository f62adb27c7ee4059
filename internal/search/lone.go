package search

import (
	"math"
	"math/bits"

	"mekiki/internal/kernel"
)

// fewQueries is how many queries at a time are looked for one by one, with places of 8 bits a
// value: a product of float32 takes as long for twelve rows as for one.
const fewQueries = 3

// few says whether so many queries are looked for one by one.
func few(rows int, keys bool) bool { return rows <= fewQueries && !keys }

// lone is a query that is looked for by itself, with its place in 16 bits a value.
type lone struct {
	value  []int16 // an even number
	scale  float32
	err    float64   // how far value lies from the place
	length float64   // of the place
	xx     float32   // its square
	half   []float32 // <x,y> - |y|²/2 of the rows of a strip, by rounded places
	rough  float64   // how far a squared distance by these lies from that of places at most
	// What kernel.Below and kernel.Above want of each 16 rows: the query's squared length and limits.
	lengths, limits, leasts, none [stripRows / kernel.Lane]float32
}

func newLone(dim int) *lone {
	return &lone{value: make([]int16, (dim+1)/2*2), half: make([]float32, stripRows)}
}

// load takes the place of a query and its squared length.
func (l *lone) load(place []float64, xx float32) {
	largest, sum, square := 0.0, 0.0, 0.0
	for _, v := range place {
		largest, sum, square = max(largest, math.Abs(v)), sum+math.Abs(v), square+float64(v*v)
	}
	scale, inverse := stepOf(max(largest/math.MaxInt16, sum/float64(kernel.MostDots8-len(place))))
	off := 0.0
	for k, v := range place {
		q := whole(v * inverse)
		l.value[k] = int16(q)
		v -= q * float64(scale)
		off += float64(v * v)
	}
	l.scale = scale
	l.err, l.length, l.xx = math.Sqrt(off), math.Sqrt(square), xx
	for i := range l.lengths {
		l.lengths[i] = xx
	}
}

// multiply makes the products with the rows of a strip. With x' and y' for the rounded places
//
//	<x,y> - <x',y'> = <x,y-y'> + <x-x',y'>
//
// and more than what float32 rounds is added.
func (l *lone) multiply(c *coarse) {
	kernel.Dots8(l.half[:len(c.scale)], l.value, l.scale, c.scale, c.bias, c.value)
	all := l.length + c.length + c.err
	l.rough = (2*(l.length*c.err+l.err*c.length) + all*all/(1<<22)) * (1 + 1.0/(1<<20))
}

// within sets what a row's squared distance may be at most, but for what is rough.
func (l *lone) within(limit float32) {
	limit += float32(l.rough)
	if l.limits[0] == limit {
		return
	}
	for i := range l.limits {
		l.limits[i] = limit
	}
}

// below visits rows from up to to whose squared distance is within the limit, which visit may
// lower. from is a multiple of 16.
func (l *lone) below(from, to int, visit func(j int)) {
	var none [kernel.Lane]float32
	groups := (to - from + kernel.Lane - 1) / kernel.Lane
	for i := 0; ; i++ {
		var mask uint16
		if i, mask = kernel.Below(l.half[from:], none[:], l.lengths[:groups], l.limits[:groups], i); mask == 0 {
			return
		}
		for ; mask != 0; mask &= mask - 1 {
			visit(from + i*kernel.Lane + bits.TrailingZeros16(mask))
		}
	}
}

// beyond sets what a row's squared distance may be at least, but for what is rough. NaN is no limit.
func (l *lone) beyond(least float32) {
	least -= float32(l.rough)
	if l.leasts[0] == least-l.xx {
		return
	}
	for i := range l.leasts {
		l.leasts[i] = least - l.xx
	}
}

// above is below for squared distances of at least what beyond set.
func (l *lone) above(from, to int, visit func(j int)) {
	var none [kernel.Lane]float32
	groups := (to - from + kernel.Lane - 1) / kernel.Lane
	if l.leasts[0] != l.leasts[0] {
		return
	}
	for i := 0; ; i++ {
		var mask uint16
		if i, mask = kernel.Above(l.half[from:], l.none[:], minusTwo[:], none[:], l.leasts[:groups], i); mask == 0 {
			return
		}
		for ; mask != 0; mask &= mask - 1 {
			if j := from + i*kernel.Lane + bits.TrailingZeros16(mask); j < to {
				visit(j)
			}
		}
	}
}

// square is about the squared distance of row j.
func (l *lone) square(j int) float32 { return max(l.xx-2*l.half[j], 0) }

// products writes about <x,y> of the rows that begin at from.
func (l *lone) products(dst []float32, from int, c *coarse) {
	for j := range dst {
		dst[j] = l.half[from+j] - c.bias[from+j]
	}
}
