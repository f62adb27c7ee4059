package selftaught

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// rounds of the search for directions.
const rounds = 5

// directions are k unit vectors, row-major (k, dim), near which the rows of x point, or away from which: k-means on
// the sphere (Coates & Ng, 2012), where a row belongs to the vector with the largest product, whatever its sign, and a
// vector becomes the sum of its rows, each times that product. Rows count alike, whatever their length; x becomes
// rows of length one. The number of workers changes no bit.
func directions(x *mat.Dense, k, workers int, rng *rand.Rand) []float64 {
	n, dim := x.Dims()
	for i := range n {
		row := x.RawRowView(i)
		floats.Scale(1/max(floats.Norm(row, 2), 1e-12), row)
	}
	c := make([]float64, k*dim)
	order := rng.Perm(n)
	for j := range k {
		copy(c[j*dim:], x.RawRowView(order[j%n]))
	}
	at, product := make([]int, n), make([]float64, n)
	for range rounds {
		var wg sync.WaitGroup
		for w := range max(1, workers) {
			wg.Go(func() {
				for i := w; i < n; i += max(1, workers) {
					product[i] = 0
					for j := range k {
						if v := floats.Dot(x.RawRowView(i), c[j*dim:][:dim]); math.Abs(v) > math.Abs(product[i]) {
							at[i], product[i] = j, v
						}
					}
				}
			})
		}
		wg.Wait()
		clear(c)
		for i := range n {
			floats.AddScaled(c[at[i]*dim:][:dim], product[i], x.RawRowView(i))
		}
		for j := range k {
			own := c[j*dim:][:dim]
			if length := floats.Norm(own, 2); length > 0 {
				floats.Scale(1/length, own)
			} else {
				copy(own, x.RawRowView(rng.IntN(n))) // nobody's
			}
		}
	}
	return c
}
