package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

// Found are the distances of some vectors to the nearest of a gallery.
type Found struct {
	Distance [Parts][]float32
	// At are the nearest vectors.
	At [Parts][]int32
}

// NewFound is the room for so many vectors.
func NewFound(n int) *Found {
	f := &Found{}
	for p := range Parts {
		f.Distance[p], f.At[p] = make([]float32, n), make([]int32, n)
	}
	return f
}

// Extents of the work at a time: products of searchRows vectors with searchPanels*16 of
// the gallery stay in the second-level cache.
const (
	searchRows   = 96
	searchPanels = 16
)

// Scratch is the memory of a search. One goroutine at a time may use it.
type Scratch struct {
	window       kernel.Window
	rows         []float32 // vectors, row-major
	white, whole []float32 // whitened, as panels and row-major
	unit         []float32
	products     []float32
	best         [Parts][]float32
	at           [Parts][]int32
}

// NewScratch is the memory for galleries of vectors of so many numbers.
func NewScratch(dim int) *Scratch {
	s := &Scratch{
		window: rowsInOrder(searchRows), rows: make([]float32, searchRows*dim), whole: make([]float32, searchRows*dim), unit: make([]float32, dim),
		white: make([]float32, kernel.Pad(dim)*searchRows), products: make([]float32, searchPanels*kernel.Lane*searchRows),
	}
	for p := range Parts {
		s.best[p], s.at[p] = make([]float32, searchRows*kernel.Lane), make([]int32, searchRows*kernel.Lane)
	}
	return s
}

// Blocks is how many calls of Block a search of n vectors takes.
func Blocks(n int) int { return (n + searchRows - 1) / searchRows }

// Block finds the nearest vectors for the block-th searchRows of n vectors, panels of 16
// columns a stride apart. Blocks may be searched at the same time, each with a Scratch of
// its own. The nearest are found by inner products and their distances computed anew by
// differences, so that no digits are lost.
func (g *Gallery) Block(f *Found, data []float32, stride, n, block int, s *Scratch) {
	from := block * searchRows
	rows := min(searchRows, n-from)
	data = data[from*kernel.Lane:]
	for p := range Parts {
		for i := range s.best[p] {
			s.best[p][i], s.at[p][i] = float32(math.Inf(-1)), 0
		}
	}
	g.White.apply(s.white, data, &s.window, rows, stride, searchRows)
	for first := 0; first < kernel.Pad(g.N)/kernel.Lane; first += searchPanels {
		panels := min(searchPanels, kernel.Pad(g.N)/kernel.Lane-first)
		at := first * kernel.Lane
		look := func(p Part) {
			kernel.BestLanes(s.best[p], s.at[p], s.products, g.scale[p][at:], g.shift[p][at:], rows, searchRows, panels, at)
		}
		kernel.Conv(s.products, data, g.raw[at*g.Dim:], &s.window, 0, rows, stride, searchRows, g.Dim, panels*kernel.Lane, nil)
		look(Euclidean)
		look(Cosine)
		kernel.Conv(s.products, s.white, g.white[at*g.Dim:], &s.window, 0, rows, searchRows*kernel.Lane, searchRows, g.Dim, panels*kernel.Lane, nil)
		look(Mahalanobis)
	}
	for q := 0; q < g.Dim; q += kernel.Lane {
		k := min(kernel.Lane, g.Dim-q)
		for i := range rows {
			copy(s.rows[i*g.Dim+q:][:k], data[q/kernel.Lane*stride+i*kernel.Lane:])
			copy(s.whole[i*g.Dim+q:][:k], s.white[(q/kernel.Lane*searchRows+i)*kernel.Lane:])
		}
	}
	for i := range rows {
		for p := range Parts {
			f.At[p][from+i] = best(s.best[p][i*kernel.Lane:], s.at[p][i*kernel.Lane:])
		}
		g.measure(f, s, i, from+i)
	}
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

// measure computes the distances of row i of a block to what is nearest to it.
func (g *Gallery) measure(f *Found, s *Scratch, i, to int) {
	x := s.rows[i*g.Dim:][:g.Dim]
	near := func(p Part, of []float32) []float32 { return of[int(f.At[p][to])*g.Dim:][:g.Dim] }
	f.Distance[Euclidean][to] = root(kernel.SquaredDistance(x, near(Euclidean, g.X)))
	unit(s.unit, x)
	f.Distance[Cosine][to] = kernel.SquaredDistance(s.unit, near(Cosine, g.unit)) / 2
	f.Distance[Mahalanobis][to] = root(kernel.SquaredDistance(s.whole[i*g.Dim:][:g.Dim], near(Mahalanobis, g.whitened)))
}

func root(v float32) float32 { return float32(math.Sqrt(float64(v))) }
