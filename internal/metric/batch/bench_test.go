package batch

import "testing"

// BenchmarkBatch is a loss with its gradient, by the plain loops; training puts
// the engine's products in their place.
func BenchmarkBatch(b *testing.B) {
	const dim = 128
	for _, c := range []struct {
		name string
		n    int
		spec asked
	}{
		{"supcon/512", 512, asked{Loss: "supcon"}},
		{"arcface/512", 512, asked{Loss: "arcface"}},
		{"multi-similarity/512", 512, asked{Loss: "multi-similarity"}},
		{"batch-hard/128", 128, asked{Loss: "combined", Miner: "batch-hard"}},
		{"batch-hard/512", 512, asked{Loss: "cosine", Miner: "batch-hard"}},
		{"semi-hard/512", 512, asked{Loss: "cosine", Miner: "semi-hard"}},
		{"all/80", 80, asked{Loss: "cosine", Miner: "all"}},
		{"all/128", 128, asked{Loss: "combined", Miner: "all"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.spec.Dim, c.spec.Classes = dim, 10
			l := compile[float32](b, c.spec)
			emb, labels := batchOfLabels[float32](1, c.n, dim, 10)
			grad := make([]float32, len(emb))
			b.ReportAllocs()
			for b.Loop() {
				l.Eval(emb, labels, grad, 0)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(max(1, l.Stats().Considered)), "ns/"+l.Stats().Unit)
		})
	}
}
