package metric

import (
	"math/rand/v2"
	"testing"
)

func benchLoss[T Float](b *testing.B, spec Spec, grads bool) {
	const triplets, dim = 64, 128
	rng := rand.New(rand.NewPCG(1, 2))
	emb := make([]T, 3*triplets*dim)
	for i := range emb {
		emb[i] = T(rng.NormFloat64())
	}
	grad := make([]T, len(emb))
	if !grads {
		grad = nil
	}
	loss, live := make([]T, triplets), make([]bool, triplets)
	l, err := Compile[T](spec)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		eval(l, emb, grad, dim, loss, live, 1.0/triplets)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/triplets, "ns/triplet")
}

// Margins that keep every hinge active: the most expensive case.
func BenchmarkLoss(b *testing.B) {
	b.Run("cosine/float32", func(b *testing.B) { benchLoss[float32](b, cosineLoss(1, 5), true) })
	b.Run("combined/float32", func(b *testing.B) { benchLoss[float32](b, combined(0.8, 5, 0.02, 50), true) })
	b.Run("combined/float64", func(b *testing.B) { benchLoss[float64](b, combined(0.8, 5, 0.02, 50), true) })
	b.Run("combined/float32/value", func(b *testing.B) { benchLoss[float32](b, combined(0.8, 5, 0.02, 50), false) })
}
