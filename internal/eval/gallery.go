package eval

import (
	"math"

	"mekiki/internal/kernel"
)

const (
	// stripRows is how many gallery pictures are packed together; a strip and
	// what is computed from it stay in a core's cache.
	stripRows = 2048
	// blockRows is how many queries go through the gallery together, so that its
	// strips are read 24 times less often. It is fixed and not chosen by the
	// number of workers: memory is 24 rows of distances a worker.
	blockRows = 2 * kernel.Tile
)

// gallery holds the packed places of the gallery pictures.
type gallery struct {
	*space
	n      int
	strips []*kernel.Panels
	length []float32 // squared, of each place
	lost   []int     // pictures without a place
}

func newGallery(s *space, emb []float32) *gallery {
	g := &gallery{space: s, n: len(emb) / s.dim}
	g.length = make([]float32, g.n)
	rows := make([]float32, min(stripRows, g.n)*s.dim)
	at := make([]float64, s.dim)
	for from := 0; from < g.n; from += stripRows {
		n := min(stripRows, g.n-from)
		for i := range n {
			x := emb[(from+i)*s.dim : (from+i+1)*s.dim]
			g.length[from+i] = float32(s.place(at, x))
			narrow(rows[i*s.dim:], at)
			if s.lost(x) {
				g.lost = append(g.lost, from+i)
			}
		}
		g.strips = append(g.strips, kernel.NewPanels(rows, n, s.dim))
	}
	return g
}

func narrow(dst []float32, src []float64) {
	for k, v := range src {
		dst[k] = float32(v)
	}
}

// block is one worker's room for blockRows queries.
type block struct {
	place   []float64
	x       []float32 // (blockRows, dim)
	length  [blockRows]float32
	product []float32 // (blockRows, stripRows)
	scratch []float32
	// key[i] are the squared distances of query i to the whole gallery as the
	// bits of a float32: of numbers not below zero, the bits have the same order.
	key [blockRows][]uint32
}

func newBlock(g *gallery) *block {
	b := &block{
		place:   make([]float64, g.dim),
		x:       make([]float32, blockRows*g.dim),
		product: make([]float32, blockRows*g.strips[0].N),
		scratch: make([]float32, g.strips[0].ProductScratch(blockRows)),
	}
	for i := range b.key {
		b.key[i] = make([]uint32, g.n)
	}
	return b
}

// fill computes the keys of the queries, at most blockRows of them.
func (b *block) fill(g *gallery, query []float32) {
	rows := len(query) / g.dim
	for i := range rows {
		b.length[i] = float32(g.place(b.place, query[i*g.dim:(i+1)*g.dim]))
		narrow(b.x[i*g.dim:], b.place)
	}
	for s, strip := range g.strips {
		from := s * stripRows
		strip.Products(b.product, b.x, rows, b.scratch)
		for i := range rows {
			squares(b.key[i][from:from+strip.N], b.product[i*strip.N:], g.length[from:], b.length[i])
		}
	}
	for i := range rows {
		if g.space.lost(query[i*g.dim : (i+1)*g.dim]) {
			for j := range b.key[i] {
				b.key[i][j] = math.Float32bits(g.pole)
			}
		}
		for _, j := range g.lost {
			b.key[i][j] = math.Float32bits(g.pole)
		}
	}
}

// spaceSeeker looks for queries in a space.
type spaceSeeker struct {
	g   *gallery
	b   *block
	emb []float32 // the gallery's
}

func (s *spaceSeeker) fill(query []float32) { s.b.fill(s.g, query) }
func (s *spaceSeeker) keys(i int) []uint32  { return s.b.key[i] }

func (s *spaceSeeker) nearest(r *ranker, i int, x []float32, k int) []neighbour {
	return r.nearest(s.g, s.b.key[i], s.b.length[i], x, s.emb, k)
}

// squares writes xx + yy - 2<x,y>, raised to 0 where rounding made it negative.
func squares(key []uint32, product, yy []float32, xx float32) {
	product, yy = product[:len(key)], yy[:len(key)]
	for j := range key {
		d := int32(math.Float32bits(xx + yy[j] - 2*product[j]))
		key[j] = uint32(d &^ (d >> 31))
	}
}
