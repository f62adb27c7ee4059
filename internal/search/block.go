package search

import (
	"math"
	"math/bits"

	"mekiki/internal/kernel"
)

// nearProducts is how many rows of 16 products are made before they are looked
// through, a multiple of nearRows: few enough to be in a core's cache still.
const nearProducts = 8 * nearRows

// farthest is the squared length of a place beyond which float32 products say nothing: such
// a query, thousands of times as long as any row, is measured with each.
const farthest = 1 << 100

// block is one worker's room for some queries. They go through the rows
// together, so that these are read that many times less often.
type block struct {
	place         []float64
	capacity      int       // rows, a multiple of kernel.Tile
	row           []float32 // one query's place
	x             []float32 // the places in panels; of a block without products none
	length, limit []float32 // of each query: the squared length of its place, what Below may find
	least         []float32 // what Above may find; NaN is nothing; nil of all
	shifted, none []float32 // least less length; zeros
	far           []bool
	product       []float32   // of panels of a strip, each [capacity][16]
	rounded       *roundBlock // nil: the strips' places are not
}

// newBlock makes room for so many queries and rows of products, of which there are none if the
// queries are looked for one by one. rounded is whether the places of all strips are rounded.
func newBlock(dim, rows, products int, rounded bool) *block {
	b := &block{place: make([]float64, dim), length: make([]float32, rows), limit: make([]float32, rows), far: make([]bool, rows), shifted: make([]float32, rows), none: make([]float32, rows)}
	if products > 0 {
		b.capacity, b.row = kernel.PadRows(rows), make([]float32, dim)
		b.x, b.product = make([]float32, b.capacity*kernel.Pad(dim)), make([]float32, products*kernel.Lane)
		if rounded {
			b.rounded = newRoundBlock(dim, b.capacity)
		}
	}
	return b
}

// locate finds the place of query i, which is x, and gives its squared length.
func (b *block) locate(s *space, i int, x []float32, factor float64) float64 {
	length := s.place(b.place, x, factor)
	if b.far[i] = !(length < farthest); b.far[i] {
		clear(b.place)
		length = 0
	}
	b.length[i] = float32(length)
	return length
}

// pack packs query i, which was located last.
func (b *block) pack(i int) {
	narrow(b.row, b.place)
	kernel.PackRow(b.x, b.row, i, b.capacity)
	if b.rounded != nil {
		b.rounded.pack(b.row, i)
	}
}

// multiply makes the products of so many queries with a strip, some panels at a time;
// visit gets the first row of these, and their number.
func (b *block) multiply(t *strip, rows int, visit func(from, panels int)) {
	all, step := kernel.Pad(t.panels.N)/kernel.Lane, len(b.product)/kernel.Lane/b.capacity
	for at := 0; at < all; at += step {
		panels := min(step, all-at)
		t.panels.MulPanels(b.product, b.x, rows, b.capacity, at, panels)
		visit(at*kernel.Lane, panels)
	}
}

// minusTwo makes what kernel.Above looks through of products.
var minusTwo = [kernel.Lane]float32{-2, -2, -2, -2, -2, -2, -2, -2, -2, -2, -2, -2, -2, -2, -2, -2}

// above is below for squared distances of at least least, which visit may raise.
func (b *block) above(t *strip, rows, from, panels int, visit func(i, j int, product float32)) {
	wanted := false
	for i, least := range b.least[:rows] {
		b.shifted[i] = least - b.length[i]
		wanted = wanted || least == least
	}
	if !wanted {
		return
	}
	for p := range panels {
		product, first := b.product[p*b.capacity*kernel.Lane:], from+p*kernel.Lane
		yy := t.length[first : first+kernel.Lane]
		for i := 0; ; i++ {
			var mask uint16
			if i, mask = kernel.Above(product, b.none, minusTwo[:], yy, b.shifted[:rows], i); mask == 0 {
				break
			}
			for ; mask != 0; mask &= mask - 1 {
				if j := bits.TrailingZeros16(mask); first+j < t.rows() {
					visit(i, first+j, product[i*kernel.Lane+j])
					b.shifted[i] = b.least[i] - b.length[i]
				}
			}
		}
	}
}

// below visits every query and row of a strip whose squared distance is within the query's
// limit, which visit may lower; from and panels are multiply's.
func (b *block) below(t *strip, rows, from, panels int, visit func(i, j int, product float32)) {
	for p := range panels {
		product, first := b.product[p*b.capacity*kernel.Lane:], from+p*kernel.Lane
		yy := t.length[first : first+kernel.Lane]
		length, limit := b.length[:rows], b.limit[:rows]
		for i := 0; ; i++ {
			var mask uint16
			if i, mask = kernel.Below(product, yy, length, limit, i); mask == 0 {
				break
			}
			for ; mask != 0; mask &= mask - 1 {
				j := bits.TrailingZeros16(mask)
				visit(i, first+j, product[i*kernel.Lane+j])
			}
		}
	}
}

// squareKey is xx + yy - 2<x,y>, raised to 0 where rounding made it negative.
func squareKey(product, yy, xx float32) uint32 {
	d := int32(math.Float32bits(xx + yy - 2*product))
	return uint32(d &^ (d >> 31))
}
