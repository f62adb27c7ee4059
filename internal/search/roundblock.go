package search

import (
	"math"
	"math/bits"

	"mekiki/internal/kernel"
)

// roundBlock are the queries of a block in whole numbers of 7 bits, see quantized. What it tells
// of pairs are bounds on their squared distances.
type roundBlock struct {
	k           int
	value       []uint8   // [rows][k]
	scale       []float32 // of each query
	err, length []float32 // how far each query lies from its place, and how long the place is
	most        struct{ err, length float32 }

	// Of a strip: the squared lengths of its rows less twice what rounding adds to their products
	// with the worst query, and those of the queries with what is too much of it put back.
	low, raised []float32
}

func newRoundBlock(dim, capacity int) *roundBlock {
	k := quantizedDim(dim)
	return &roundBlock{
		k: k, value: make([]uint8, capacity*k), scale: make([]float32, capacity),
		err: make([]float32, capacity), length: make([]float32, capacity),
		low: make([]float32, stripRows), raised: make([]float32, capacity),
	}
}

// pack rounds the place of query i.
func (r *roundBlock) pack(place []float32, i int) {
	if i == 0 {
		r.most.err, r.most.length = 0, 0
	}
	made := kernel.RoundBytes(r.value[i*r.k:][:r.k], place)
	r.scale[i], r.err[i], r.length[i] = made.Scale, upwards(made.Lost), upwards(made.Length+made.Lost)
	r.most.err, r.most.length = max(r.most.err, r.err[i]), max(r.most.length, r.length[i])
}

// begin makes ready for a strip: queries have the squared lengths xx, its rows yy.
func (r *roundBlock) begin(q *quantized, xx, yy []float32) {
	for j, length := range yy {
		r.low[j] = length - 2*(r.most.length*q.err[j]+r.most.err*q.length[j])
	}
	// What float32 rounds in numbers as large as the worst query makes them.
	rounding := (r.most.length*q.most.err + r.most.err*q.most.length) * roundings
	for i, length := range xx {
		r.raised[i] = length + 2*((r.most.length-r.length[i])*q.least.err+(r.most.err-r.err[i])*q.least.length) - 4*rounding
	}
}

// doubt is how far the squared distance of query i and row j of a strip may be from that of
// their rounded places.
func (r *roundBlock) doubt(q *quantized, i, j int) float32 {
	return 2 * (r.length[i]*q.err[j] + r.err[i]*q.length[j])
}

// sift visits the queries and rows of a strip whose squared distance may be within the query's
// limit, which visit may lower: square is that of the rounded places, doubt how far it is off.
// It gives their number.
func (b *block) sift(t *strip, rows int, visit func(i, j int, square, doubt float32)) (found int) {
	r, q := b.rounded, t.quantize()
	r.begin(q, b.length[:rows], t.length)
	all, step := len(t.length)/kernel.Lane, len(b.product)/kernel.Lane/b.capacity
	for at := 0; at < all; at += step {
		panels := min(step, all-at)
		first := at * kernel.Lane
		kernel.MulBytes(b.product, r.value, q.value[first*r.k:], r.scale, q.scale[first:], q.bias[first:], rows, b.capacity, r.k, panels)
		for p := range panels {
			product, first := b.product[p*b.capacity*kernel.Lane:], first+p*kernel.Lane
			limit := b.limit[:rows]
			for i := 0; ; i++ {
				var mask uint16
				if i, mask = kernel.Below(product, r.low[first:], r.raised, limit, i); mask == 0 {
					break
				}
				for found += bits.OnesCount16(mask); mask != 0; mask &= mask - 1 {
					j := bits.TrailingZeros16(mask)
					square := b.length[i] + t.length[first+j] - 2*product[i*kernel.Lane+j]
					visit(i, first+j, square, r.doubt(q, i, first+j))
				}
			}
		}
	}
	return found
}

// mostFound is one over the share of the pairs that float32 products of a strip tell apart in less
// time. In the first, limits are only made.
func mostFound(strip int) int {
	if strip == 0 {
		return 4
	}
	return 16
}

// pace chooses the strips that are looked through by rounded places: all, until they pass over
// too few rows; then ever fewer.
type pace struct{ rest, pause int }

// rounded says whether the next strip is one.
func (p *pace) rounded() bool {
	if p.rest > 0 {
		p.rest--
		return false
	}
	return true
}

// judge hears whether it helped; else so many strips more are left out.
func (p *pace) judge(helped bool, strips int) {
	if helped {
		p.pause = 0
		return
	}
	p.pause = min(2*p.pause+strips, math.MaxInt32)
	p.rest += p.pause
}
