package gallery

import "math"

// Part is one of the distances to the nearest vector of a gallery.
type Part int

// The parts. Each looks for its own nearest vector.
const (
	Euclidean   Part = iota // |x-y|
	Cosine                  // 1 - <x,y>/(|x||y|)
	Mahalanobis             // |x-y| after whitening
	Parts       = 3         // how many there are
)

// All are the parts of a gallery with a whitening.
var All = []Part{Euclidean, Cosine, Mahalanobis}

// Names are the parts as formulas write them.
var Names = [Parts]string{"euc", "cos", "mah"}

// Gallery is vectors of what is good. It is not changed by use.
type Gallery struct {
	N, Dim int
	// X are the vectors, row-major (N, Dim).
	X []float32
	// White is the whitening of the Mahalanobis distance; nil: there is none to search by.
	White *Whitening

	rows       [Parts][]float32 // the vectors of each part's space, row-major
	axes       *Axes            // nil: raw vectors are not shortened
	raw, white *coarse
	// sieves are what says of each vector from coarse products that it may be the nearest.
	sieves [Parts]sieve
}

// New makes a gallery of n vectors, row-major (n, dim), which it keeps. Without a whitening it has no
// Mahalanobis distance. Axes, if not nil, make searches by length and angle faster and change nothing that
// they find. It panics if n or dim < 1 or x is too short.
func New(x []float32, n, dim int, white *Whitening, axes *Axes) *Gallery {
	g := &Gallery{N: n, Dim: dim, X: x[:n*dim], White: white, axes: axes}
	g.rows = [Parts][]float32{Euclidean: g.X, Cosine: make([]float32, n*dim)}
	length, square := make([]float64, n), make([]float64, n)
	squares(square, g.X, n, dim)
	for i := range n {
		length[i] = math.Sqrt(square[i])
		unit(g.rows[Cosine][i*dim:][:dim], g.X[i*dim:][:dim], length[i])
	}
	if axes == nil {
		g.raw = newCoarse(g.X, n, dim, 0)
	} else {
		short, p := make([]float32, n*axesAll), axes.projection()
		for i := 0; i < n; i += projectRows {
			p.short(short[i*axesAll:], square[i:], g.X[i*dim:], min(projectRows, n-i))
		}
		g.raw = newCoarse(short, n, axesAll, 5*axes.rounding())
	}
	g.sieves[Euclidean] = sieveOfLength(square)
	g.sieves[Cosine] = g.sieveOfAngle(length, square)
	if white != nil {
		if white.weights == nil {
			white.pack()
		}
		g.rows[Mahalanobis] = white.rows(g.X, n)
		squares(square, g.rows[Mahalanobis], n, dim)
		g.white = newCoarse(g.rows[Mahalanobis], n, dim, 0)
		g.sieves[Mahalanobis] = sieveOfLength(square)
	}
	return g
}

// unit writes x, of this length, brought to length one to dst; nothing stays nothing.
func unit(dst, x []float32, length float64) {
	for q, v := range x {
		if length == 0 {
			dst[q] = 0
			continue
		}
		dst[q] = float32(float64(v) / length)
	}
}
