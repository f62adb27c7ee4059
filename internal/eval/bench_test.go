package eval

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkSearch has a tenth of Fashion-MNIST's test pictures as queries and
// all its training pictures as gallery.
func BenchmarkSearch(b *testing.B) {
	const dim = 128
	rng := rand.New(rand.NewPCG(1, 2))
	query, gallery := random(rng, 1000, dim, 10, false), random(rng, 60000, dim, 10, false)
	for _, c := range []struct {
		name string
		skip bool
	}{{"knn", true}, {"knn+retrieval", false}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Search(b.Context(), query, gallery, dim, "euclidean", Options{Workers: 1, SkipRetrieval: c.skip}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
