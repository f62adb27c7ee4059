package gallery

import (
	"math"
	"math/bits"

	"mekiki/internal/kernel"
)

// Found are the distances of some vectors to the nearest of a gallery. Lists of parts that are not
// searched for are nil.
type Found struct {
	Distance [Parts][]float32
	// At are the nearest vectors.
	At [Parts][]int32
}

// NewFound is the room for so many vectors and some parts, which a search then looks for.
func NewFound(n int, parts ...Part) *Found {
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
	window   kernel.Window
	white    []float32        // whitened, as panels
	rows     [Parts][]float32 // in each part's space, row-major
	length   [Parts][]float64
	bytes    []uint8
	rounded  []rounded
	scale    []float32
	products []float32
	best     []float32
	at       []int32
	limit    []float32
}

// NewScratch is the memory for searches of this gallery.
func (g *Gallery) NewScratch() *Scratch {
	s := &Scratch{
		window: rowsInOrder(searchRows), white: make([]float32, kernel.Pad(g.Dim)*searchRows),
		bytes: make([]uint8, searchRows*g.raw.k), rounded: make([]rounded, searchRows), scale: make([]float32, searchRows),
		products: make([]float32, kernel.Pad(g.N)*searchRows),
		best:     make([]float32, searchRows*kernel.Lane), at: make([]int32, searchRows*kernel.Lane), limit: make([]float32, searchRows),
	}
	for p := range Parts {
		s.rows[p], s.length[p] = make([]float32, searchRows*g.Dim), make([]float64, searchRows)
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
		g.take(s, data[from*kernel.Lane:], stride, rows)
		g.multiply(s, g.raw, s.rows[Euclidean], rows)
		for _, p := range []Part{Euclidean, Cosine} {
			if f.wants(p) {
				g.part(f, s, g.raw, from, rows, p)
			}
		}
	}
	if f.wants(Mahalanobis) {
		g.whiten(s, data[from*kernel.Lane:], stride, rows)
		g.multiply(s, g.white, s.rows[Mahalanobis], rows)
		g.part(f, s, g.white, from, rows, Mahalanobis)
	}
}

func (f *Found) wants(p Part) bool { return f.Distance[p] != nil }

// take brings vectors into the spaces of length and angle.
func (g *Gallery) take(s *Scratch, data []float32, stride, rows int) {
	g.rowMajor(s.rows[Euclidean], data, stride, rows)
	for i := range rows {
		at := i * g.Dim
		s.length[Euclidean][i] = unit(s.rows[Cosine][at:][:g.Dim], s.rows[Euclidean][at:][:g.Dim])
		s.length[Cosine][i] = s.length[Euclidean][i]
	}
}

// whiten brings vectors into the space of the Mahalanobis distance.
func (g *Gallery) whiten(s *Scratch, data []float32, stride, rows int) {
	g.White.apply(s.white, data, &s.window, rows, stride, searchRows)
	g.rowMajor(s.rows[Mahalanobis], s.white, searchRows*kernel.Lane, rows)
	for i := range rows {
		s.length[Mahalanobis][i] = lengthOf(s.rows[Mahalanobis][i*g.Dim:][:g.Dim])
	}
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

// multiply makes the coarse products of the rows of a block.
func (g *Gallery) multiply(s *Scratch, c *coarse, x []float32, rows int) {
	for i := range rows {
		s.rounded[i] = c.round(s.bytes[i*c.k:][:c.k], x[i*g.Dim:][:g.Dim])
		s.scale[i] = s.rounded[i].scale
	}
	kernel.MulBytes(s.products, s.bytes, c.bytes, s.scale, c.scale, c.bias, rows, searchRows, c.k, kernel.Pad(g.N)/kernel.Lane)
}

// part finds the nearest by one part.
func (g *Gallery) part(f *Found, s *Scratch, c *coarse, from, rows int, p Part) {
	for i := range s.best {
		s.best[i], s.at[i] = float32(math.Inf(-1)), 0
	}
	panels := kernel.Pad(g.N) / kernel.Lane
	kernel.BestLanes(s.best, s.at, s.products, g.scale[p], g.shift[p], rows, searchRows, panels, 0)
	nearest, square := f.At[p][from:][:rows], f.Distance[p][from:][:rows]
	for i := range rows {
		nearest[i] = best(s.best[i*kernel.Lane:], s.at[i*kernel.Lane:])
		square[i] = g.square(s, p, i, int(nearest[i]))
		limit := c.euclideanLimit
		if p == Cosine {
			limit = c.cosineLimit
		}
		s.limit[i] = limit(s.length[p][i], s.rounded[i], square[i], g.Dim)
	}
	for panel := range panels {
		products, scale, shift := s.products[panel*searchRows*kernel.Lane:], g.scale[p][panel*kernel.Lane:], g.shift[p][panel*kernel.Lane:]
		for row := 0; ; row++ {
			var found uint16
			if row, found = kernel.Above(products, scale, shift, s.limit[:rows], row); row == rows {
				break
			}
			for ; found != 0; found &= found - 1 {
				j := int32(panel*kernel.Lane + bits.TrailingZeros16(found))
				if j == nearest[row] {
					continue
				}
				if d := g.square(s, p, row, int(j)); d < square[row] || d == square[row] && j < nearest[row] {
					nearest[row], square[row] = j, d
				}
			}
		}
	}
	for i, d := range square {
		if p == Cosine {
			square[i] = d / 2
		} else {
			square[i] = float32(math.Sqrt(float64(d)))
		}
	}
}

// square is the squared distance of row i of a block to vector j.
func (g *Gallery) square(s *Scratch, p Part, i, j int) float32 {
	return kernel.SquaredDistance(s.rows[p][i*g.Dim:][:g.Dim], g.rows[p][j*g.Dim:][:g.Dim])
}

// best is the column of the largest of 16 lanes, the first of equal ones.
func best(value []float32, at []int32) int32 {
	k := 0
	for j := 1; j < kernel.Lane; j++ {
		if value[j] > value[k] || value[j] == value[k] && at[j] < at[k] {
			k = j
		}
	}
	return at[k]
}
