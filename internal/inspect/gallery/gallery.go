package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

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

	rows         [Parts][]float32 // the vectors of each part's space, row-major
	raw, white   *coarse
	scale, shift [Parts][]float32 // of kernel.BestLanes, a number a vector
}

// New makes a gallery of n vectors, row-major (n, dim), which it keeps. Without a whitening it has no
// Mahalanobis distance. It panics if n or dim < 1 or x is too short.
func New(x []float32, n, dim int, white *Whitening) *Gallery {
	g := &Gallery{N: n, Dim: dim, X: x[:n*dim], White: white}
	g.rows = [Parts][]float32{Euclidean: g.X, Cosine: make([]float32, n*dim)}
	g.raw = newCoarse(g.X, n, dim)
	if white != nil {
		if white.weights == nil {
			white.pack()
		}
		g.rows[Mahalanobis] = white.rows(g.X, n)
		g.white = newCoarse(g.rows[Mahalanobis], n, dim)
	}
	for p := range g.scale {
		g.scale[p], g.shift[p] = make([]float32, kernel.Pad(n)), make([]float32, kernel.Pad(n))
		for i := n; i < kernel.Pad(n); i++ {
			g.shift[p][i] = float32(math.Inf(-1)) // no vector stands there
		}
	}
	for i := range n {
		at := i * dim
		length := unit(g.rows[Cosine][at:][:dim], g.X[at:][:dim])
		g.scale[Euclidean][i], g.shift[Euclidean][i] = 2, -float32(length*length)
		if length > 0 {
			g.scale[Cosine][i] = float32(1 / length)
		} else {
			g.shift[Cosine][i] = float32(math.Inf(1)) // it has no angle, and is always looked at
		}
		if white != nil {
			length = lengthOf(g.rows[Mahalanobis][at:][:dim])
			g.scale[Mahalanobis][i], g.shift[Mahalanobis][i] = 2, -float32(length*length)
		}
	}
	return g
}

// unit writes x brought to length one to dst and returns its length; nothing stays nothing.
func unit(dst, x []float32) float64 {
	length := lengthOf(x)
	for q, v := range x {
		if length == 0 {
			dst[q] = 0
			continue
		}
		dst[q] = float32(float64(v) / length)
	}
	return length
}
