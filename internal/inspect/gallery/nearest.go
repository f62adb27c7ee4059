package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

// Found are the distances of some vectors to the nearest of a gallery. Lists of parts that are not
// searched for are nil.
type Found struct {
	Distance [Parts][]float32
	// At are the nearest vectors.
	At [Parts][]int32
}

// NewFound is the room for so many vectors and some parts, which a search then looks for. It panics
// without a part.
func NewFound(n int, parts ...Part) *Found {
	if len(parts) == 0 {
		panic("gallery: a search for no distance")
	}
	f := &Found{}
	for _, p := range parts {
		f.Distance[p], f.At[p] = make([]float32, n), make([]int32, n)
	}
	return f
}

// searchRows is how many vectors are searched at a time: their products with a usual gallery
// stay in the second-level cache.
const searchRows = 4 * kernel.BytesTile

// Scratch is the memory of a search. One goroutine at a time may use it.
type Scratch struct {
	window    kernel.Window
	white     []float32        // whitened, as panels
	rows      [Parts][]float32 // in each part's space, row-major
	short     *projection
	shortened []float32
	length    []float64        // of raw vectors
	square    [Parts][]float64 // of the lengths in each part's space, less the mean
	along     []float32        // the product of each vector with the mean
	none      []float32        // zeros
	bytes     []uint8
	rounded   []kernel.RoundedBytes
	scale     []float32
	doubts    [Parts]doubts
	products  []float32
	best      []float32
	at        []int32
	limit     []float32
}

// NewScratch is the memory for searches of this gallery.
func (g *Gallery) NewScratch() *Scratch {
	k := g.raw.k
	if g.white != nil {
		k = max(k, g.white.k)
	}
	s := &Scratch{
		window: rowsInOrder(searchRows), white: make([]float32, kernel.Pad(g.Dim)*searchRows),
		bytes: make([]uint8, searchRows*k), rounded: make([]kernel.RoundedBytes, searchRows), scale: make([]float32, searchRows),
		products: make([]float32, kernel.Pad(g.N)*searchRows), length: make([]float64, searchRows),
		along: make([]float32, searchRows), none: make([]float32, searchRows),
		best: make([]float32, searchRows*kernel.Lane), at: make([]int32, searchRows*kernel.Lane), limit: make([]float32, searchRows),
	}
	for p := range Parts {
		s.rows[p], s.square[p] = make([]float32, searchRows*g.Dim), make([]float64, searchRows)
	}
	if g.axes != nil {
		s.short, s.shortened = g.axes.projection(), make([]float32, searchRows*axesAll)
	}
	return s
}

// Blocks is how many calls of Block a search of n vectors takes.
func Blocks(n int) int { return (n + searchRows - 1) / searchRows }

// Block finds the nearest vectors for the block-th searchRows of n vectors, panels of 16
// columns a stride apart. Blocks may be searched at the same time, each with a Scratch of
// its own.
//
// The nearest is the one of the least kernel.SquaredDistance in the part's space, of equal
// ones the first. Most of the others are passed over by products of coarse vectors, which
// bound it from below; they never decide. So nothing is approximate. It panics if a part is wanted that
// the gallery does not have.
func (g *Gallery) Block(f *Found, data []float32, stride, n, block int, s *Scratch) {
	from := block * searchRows
	rows := min(searchRows, n-from)
	if f.wants(Euclidean) || f.wants(Cosine) {
		g.multiply(s, g.raw, g.take(s, data[from*kernel.Lane:], stride, rows, f.wants(Cosine)), rows, Euclidean)
		for _, p := range []Part{Euclidean, Cosine} {
			if f.wants(p) { // angles last: they make use of what lengths found
				g.decide(f, s, g.raw, from, rows, p)
			}
		}
	}
	if f.wants(Mahalanobis) {
		g.multiply(s, g.white, g.whiten(s, data[from*kernel.Lane:], stride, rows), rows, Mahalanobis)
		g.decide(f, s, g.white, from, rows, Mahalanobis)
	}
}

func (f *Found) wants(p Part) bool { return f.Distance[p] != nil }

// take brings vectors into the spaces of length and, if angles are wanted, of angle, and returns those that
// become coarse.
func (g *Gallery) take(s *Scratch, data []float32, stride, rows int, angles bool) []float32 {
	x, square := s.rows[Euclidean], s.square[Euclidean]
	g.rowMajor(x, data, stride, rows)
	squares(square, x, rows, g.Dim)
	if angles {
		for i := range rows {
			s.length[i] = math.Sqrt(square[i])
			unit(s.rows[Cosine][i*g.Dim:][:g.Dim], x[i*g.Dim:][:g.Dim], s.length[i])
			if g.axes != nil {
				s.along[i] = float32(product(x[i*g.Dim:][:g.Dim], g.axes.mean))
			}
		}
	}
	if g.axes != nil {
		s.short.short(s.shortened, square, x, rows)
		return s.shortened
	}
	return x
}

// whiten brings vectors into the space of the Mahalanobis distance.
func (g *Gallery) whiten(s *Scratch, data []float32, stride, rows int) []float32 {
	x := s.rows[Mahalanobis]
	g.White.apply(s.white, data, &s.window, rows, stride, searchRows)
	g.rowMajor(x, s.white, searchRows*kernel.Lane, rows)
	squares(s.square[Mahalanobis], x, rows, g.Dim)
	return x
}

// rowMajor writes rows of panels a stride apart one behind the other.
func (g *Gallery) rowMajor(dst, panels []float32, stride, rows int) {
	for q := 0; q < g.Dim; q += kernel.Lane {
		k := min(kernel.Lane, g.Dim-q)
		for i := range rows {
			copy(dst[i*g.Dim+q:][:k], panels[q/kernel.Lane*stride+i*kernel.Lane:])
		}
	}
}

// multiply makes the coarse products of the rows of a block, x of vectors as long as those that c is of.
func (g *Gallery) multiply(s *Scratch, c *coarse, x []float32, rows int, space Part) {
	dim := g.Dim
	if space == Euclidean && g.axes != nil {
		dim = axesAll
	}
	for i := range rows {
		s.rounded[i] = kernel.RoundBytes(s.bytes[i*c.k:][:c.k], x[i*dim:][:dim])
		s.scale[i] = s.rounded[i].Scale
	}
	bias := s.doubts[space].of(c, s.rounded[:rows])
	kernel.MulBytes(s.products, s.bytes, c.bytes, s.scale, c.scale, bias, rows, searchRows, c.k, kernel.Pad(g.N)/kernel.Lane)
}
