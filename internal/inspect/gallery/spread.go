package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

// Neighbours is how many vectors tell how dense the gallery is around one.
const Neighbours = 9

// leastSpread keeps a distance over a spread finite.
const leastSpread = 1e-6

// Spread is for each vector of the gallery the mean of |x-y| to the Neighbours nearest
// others, or to as many as there are; never below 1e-6, and 1 where it is alone. A distance
// over the spread of the nearest vector counts less where good vectors lie far from one
// another: the thought of PatchCore's reweighting (Roth et al., Towards Total Recall in
// Industrial Anomaly Detection, 2022), for each place and not for the worst one only.
func (g *Gallery) Spread() []float32 {
	out := make([]float32, g.N)
	for i := range out {
		out[i] = g.spread(i)
	}
	return out
}

func (g *Gallery) spread(i int) float32 {
	if g.N == 1 {
		return 1
	}
	var best [Neighbours]float32 // squares, the least first
	count := min(Neighbours, g.N-1)
	for k := range best {
		best[k] = float32(math.Inf(1))
	}
	x := g.X[i*g.Dim:][:g.Dim]
	for j := range g.N {
		if j == i {
			continue
		}
		d := kernel.SquaredDistance(x, g.X[j*g.Dim:][:g.Dim])
		for k := range count {
			if d < best[k] {
				copy(best[k+1:count], best[k:count-1])
				best[k] = d
				break
			}
		}
	}
	sum := float32(0)
	for _, d := range best[:count] {
		sum += root(d)
	}
	return max(sum/float32(count), leastSpread)
}
