package eval

import (
	"math"
	"math/bits"

	"mekiki/internal/kernel"
)

// productRows is how many rows of 16 products are made before they are looked
// through, a multiple of nearRows: few enough to be in a core's cache still.
const productRows = 8 * nearRows

// block is one worker's room for some queries. They go through the gallery
// together, so that it is read that many times less often.
type block struct {
	place         []float64
	capacity      int       // rows, a multiple of kernel.Tile
	row           []float32 // one query's place
	x             []float32 // the places in panels
	length, limit []float32 // of each query: the squared length of its place, sieve's limit
	panels        int       // of the gallery, that are multiplied at once
	product       []float32 // of the panels, each [capacity][16]
	sieve         []sieve
	// key[i] are the squared distances of query i to the whole gallery as the
	// bits of a float32: of numbers not below zero, the bits have the same order.
	// What fills the last panel stands behind them.
	key [][]uint32
}

// newBlock makes room for so many queries, and for their keys if they are kept.
func newBlock(g *gallery, rows int, keep bool) *block {
	capacity := kernel.PadRows(rows)
	panels := productRows / capacity
	b := &block{
		place: make([]float64, g.dim), capacity: capacity, row: make([]float32, g.dim),
		x:      make([]float32, capacity*kernel.Pad(g.dim)),
		length: make([]float32, rows), limit: make([]float32, rows),
		panels: panels, product: make([]float32, capacity*panels*kernel.Lane),
		sieve: make([]sieve, rows),
	}
	if keep {
		b.key = make([][]uint32, rows)
		for i := range b.key {
			b.key[i] = make([]uint32, len(g.length))
		}
	}
	return b
}

// fill sends the queries, row-major, through the gallery.
func (b *block) fill(g *gallery, query []float32) {
	rows := len(query) / g.dim
	for i := range rows {
		x := query[i*g.dim : (i+1)*g.dim]
		factor := factorOf(x, g.unit)
		b.length[i] = float32(g.place(b.place, x, factor))
		narrow(b.row, b.place)
		kernel.PackRow(b.x, b.row, i, b.capacity)
		b.sieve[i].start(x, min(neighboursVoting, g.pictures))
		if g.space.lost(factor) {
			b.sieve[i].lose(g)
		}
		b.limit[i] = b.sieve[i].limit
	}
	from := 0 // the first row of a panel
	for _, strip := range g.strips {
		all := kernel.Pad(strip.N) / kernel.Lane
		for at := 0; at < all; at += b.panels {
			panels := min(b.panels, all-at)
			strip.MulPanels(b.product, b.x, rows, b.capacity, at, panels)
			if b.key != nil {
				b.keep(g, rows, from, panels)
			}
			for p := range panels {
				b.panel(g, b.product[p*b.capacity*kernel.Lane:], rows, from+p*kernel.Lane)
			}
			from += panels * kernel.Lane
		}
	}
	if b.key == nil {
		return
	}
	for i := range rows {
		if g.space.lost(factorOf(query[i*g.dim:(i+1)*g.dim], g.unit)) {
			for j := range b.key[i] {
				b.key[i][j] = math.Float32bits(g.pole)
			}
		}
		for _, j := range g.lost {
			b.key[i][j] = math.Float32bits(g.pole)
		}
	}
}

// panel looks through the products with the 16 rows that begin at from.
func (b *block) panel(g *gallery, product []float32, rows, from int) {
	yy := g.length[from : from+kernel.Lane]
	length, limit := b.length[:rows], b.limit[:rows]
	for i := 0; ; i++ {
		var mask uint16
		if i, mask = kernel.Below(product, yy, length, limit, i); mask == 0 {
			return
		}
		s := &b.sieve[i]
		for ; mask != 0; mask &= mask - 1 {
			j := bits.TrailingZeros16(mask)
			key := squareKey(product[i*kernel.Lane+j], yy[j], length[i])
			if math.IsInf(float64(yy[j]), -1) {
				key = math.Float32bits(g.pole)
			}
			s.add(g, length[i], key, from+j)
		}
		limit[i] = s.limit
	}
}

// keep writes the keys of the products with the rows of the panels, the first of which is from.
func (b *block) keep(g *gallery, rows, from, panels int) {
	for i := range rows {
		for p := range panels {
			at := from + p*kernel.Lane
			key, yy := (*[kernel.Lane]uint32)(b.key[i][at:]), (*[kernel.Lane]float32)(g.length[at:])
			for j, v := range (*[kernel.Lane]float32)(b.product[(p*b.capacity+i)*kernel.Lane:]) {
				key[j] = squareKey(v, yy[j], b.length[i])
			}
		}
	}
}

// squareKey is xx + yy - 2<x,y>, raised to 0 where rounding made it negative.
func squareKey(product, yy, xx float32) uint32 {
	d := int32(math.Float32bits(xx + yy - 2*product))
	return uint32(d &^ (d >> 31))
}

// spaceSeeker looks for queries in a space.
type spaceSeeker struct {
	g *gallery
	b *block
}

func (s *spaceSeeker) fill(query []float32) { s.b.fill(s.g, query) }
func (s *spaceSeeker) keys(i int) []uint32  { return s.b.key[i][:s.g.n] }

func (s *spaceSeeker) nearest(_ *ranker, i int, _ []float32) *podium {
	return s.b.sieve[i].nearest(s.g)
}
