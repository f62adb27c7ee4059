package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

// All gives the distances of a vector to each of the gallery, part by part: those that a search
// measures to the nearest. It is for a few vectors; Block searches many. It panics if x is too
// short.
func (g *Gallery) All(x []float32) (d [Parts][]float32) {
	own := [Parts][]float32{x[:g.Dim], make([]float32, g.Dim), g.White.rows(x, 1)}
	unit(own[Cosine], own[Euclidean], lengthOf(own[Euclidean]))
	for p := range Part(Parts) {
		d[p] = make([]float32, g.N)
		for i := range d[p] {
			square := kernel.SquaredDistance(own[p], g.rows[p][i*g.Dim:][:g.Dim])
			if p == Cosine {
				d[p][i] = square / 2
			} else {
				d[p][i] = float32(math.Sqrt(float64(square)))
			}
		}
	}
	return d
}

func root(v float32) float32 { return float32(math.Sqrt(float64(v))) }
