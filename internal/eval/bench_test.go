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
	from := newStock(gallery, sizes(gallery), dim, false, 1)
	s, err := newSpace("euclidean", from, query.Emb, 1)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("copies", func(b *testing.B) {
		for b.Loop() {
			newStock(gallery, sizes(gallery), dim, false, 1)
		}
	})
	b.Run("packing", func(b *testing.B) {
		for b.Loop() {
			newGallery(s, from, 1)
		}
	})
	g := newGallery(s, from, 1)
	room := newBlock(g, nearRows, false)
	b.Run("fill of 96", func(b *testing.B) {
		for b.Loop() {
			room.fill(g, query.Emb[:nearRows*dim])
		}
	})
	kept := newBlock(g, blockRows, true)
	b.Run("keys of 24", func(b *testing.B) {
		for b.Loop() {
			kept.fill(g, query.Emb[:blockRows*dim])
		}
	})
	r := new(ranker)
	b.Run("retrieval of 1", func(b *testing.B) {
		for b.Loop() {
			r.tally(kept.key[0][:g.n])
			r.retrieve(kept.key[0][:g.n], gallery.Labels, 0, 6000)
		}
	})
}
