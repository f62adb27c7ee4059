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

// Names are the parts as formulas write them.
var Names = [Parts]string{"euc", "cos", "mah"}

// Gallery is vectors of what is good. It is not changed by use.
type Gallery struct {
	N, Dim int
	// X are the vectors, row-major (N, Dim).
	X []float32
	// White is the whitening of the Mahalanobis distance.
	White *Whitening

	unit, whitened []float32 // of length one; after whitening
	raw, white     packed
	scale, shift   [Parts][]float32 // of kernel.BestLanes, a number a vector
}

// packed are vectors as weight panels, [N/16][Dim][16].
type packed []float32

func pack(x []float32, n, dim int) packed {
	p := make(packed, kernel.Pad(n)*dim)
	for i := range n {
		for q, v := range x[i*dim:][:dim] {
			p[(i/kernel.Lane*dim+q)*kernel.Lane+i%kernel.Lane] = v
		}
	}
	return p
}

// New makes a gallery of n vectors, row-major (n, dim), which it keeps. It panics if n or
// dim < 1 or x is too short.
func New(x []float32, n, dim int, white *Whitening) *Gallery {
	g := &Gallery{N: n, Dim: dim, X: x[:n*dim], White: white}
	if white.weights == nil {
		white.pack()
	}
	g.unit = make([]float32, n*dim)
	g.whitened = white.rows(g.X, n)
	g.raw, g.white = pack(g.X, n, dim), pack(g.whitened, n, dim)
	for p := range g.scale {
		g.scale[p], g.shift[p] = make([]float32, kernel.Pad(n)), make([]float32, kernel.Pad(n))
		for i := n; i < kernel.Pad(n); i++ {
			g.shift[p][i] = float32(math.Inf(-1)) // no vector stands there
		}
	}
	for i := range n {
		length := unit(g.unit[i*dim:][:dim], g.X[i*dim:][:dim])
		g.scale[Euclidean][i], g.shift[Euclidean][i] = 2, -float32(length*length)
		if length > 0 {
			g.scale[Cosine][i] = float32(1 / length)
		}
		square := 0.0
		for _, v := range g.whitened[i*dim:][:dim] {
			square += float64(v) * float64(v)
		}
		g.scale[Mahalanobis][i], g.shift[Mahalanobis][i] = 2, -float32(square)
	}
	return g
}

// unit writes x brought to length one to dst and returns its length; nothing stays nothing.
func unit(dst, x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	length := math.Sqrt(sum)
	for q, v := range x {
		if length == 0 {
			dst[q] = 0
			continue
		}
		dst[q] = float32(float64(v) / length)
	}
	return length
}
