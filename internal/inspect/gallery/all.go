package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

// All gives the distances of a vector to each of the gallery, part by part: those that a search
// measures to the nearest. It is for a few vectors; Block searches many. It panics if x is too
// short.
func (g *Gallery) All(x []float32) (d [Parts][]float32) {
	for p := range d {
		d[p] = make([]float32, g.N)
	}
	own, other := make([]float32, g.Dim), make([]float32, g.Dim)
	unit(own, x[:g.Dim])
	white, whites := g.White.rows(x, 1), g.White.rows(g.X, g.N)
	for i := range g.N {
		row := g.X[i*g.Dim:][:g.Dim]
		unit(other, row)
		d[Euclidean][i] = root(kernel.SquaredDistance(x[:g.Dim], row))
		d[Cosine][i] = kernel.SquaredDistance(own, other) / 2
		d[Mahalanobis][i] = root(kernel.SquaredDistance(white, whites[i*g.Dim:][:g.Dim]))
	}
	return d
}

func root(v float32) float32 { return float32(math.Sqrt(float64(v))) }
