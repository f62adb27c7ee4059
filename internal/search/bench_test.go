package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// around draws n vectors near ten points.
func around(rng *rand.Rand, points []float32, n, dim int) []float32 {
	emb := make([]float32, n*dim)
	for i := range emb {
		emb[i] = float32(rng.NormFloat64()) + points[(i/dim%10)*dim+i%dim]
	}
	return emb
}

// BenchmarkNearest has many queries at a time, and one, in galleries of two sizes; µs/query is
// the best call's, which other work on the machine moves least.
func BenchmarkNearest(b *testing.B) {
	const dim = 128
	rng := rand.New(rand.NewPCG(1, 2))
	points := around(rng, make([]float32, 10*dim), 10, dim)
	query, gallery := around(rng, points, 480, dim), around(rng, points, 60000, dim)
	for _, text := range []string{"euclidean", "cosine", "0.8*cos + 0.02*euc", "cos + abs(|x| - |y|)", "cos - 0.01*euc", "-euc", "cos - euc"} {
		d, err := metric.ParseMeasure[float32](text)
		if err != nil {
			b.Fatal(err)
		}
		for _, size := range []int{20000, 60000} {
			x, err := NewIndex(gallery[:size*dim], dim, d, 1)
			if err != nil {
				b.Fatal(err)
			}
			for _, n := range []int{1, 480} {
				b.Run(fmt.Sprintf("%s/%d in %d", text, n, size), func(b *testing.B) {
					best := time.Duration(math.MaxInt64)
					for b.Loop() {
						start := time.Now()
						if _, err := x.Nearest(b.Context(), query[:n*dim], 5); err != nil {
							b.Fatal(err)
						}
						best = min(best, time.Since(start))
					}
					b.ReportMetric(float64(best.Nanoseconds())/1e3/float64(n), "µs/query")
				})
			}
		}
	}
}

// BenchmarkNewIndex packs a gallery.
func BenchmarkNewIndex(b *testing.B) {
	const dim = 128
	gallery := around(rand.New(rand.NewPCG(1, 2)), make([]float32, 10*dim), 60000, dim)
	d, err := distance.Lookup[float32]("cosine")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := NewIndex(gallery, dim, d, 1); err != nil {
			b.Fatal(err)
		}
	}
}
