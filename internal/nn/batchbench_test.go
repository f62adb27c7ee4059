package nn

import (
	"testing"
)

// BenchmarkBatchStep shows pictures a second of a training step at batch 128.
func BenchmarkBatchStep(b *testing.B) {
	for _, s := range []struct{ name, text string }{
		{"mlp", "dense 512; norm; relu; dropout 0.3; dense 256; norm; relu; dropout 0.3; dense 128"},
		{"small", "conv 32; norm; relu; maxpool; conv 64; norm; relu; conv 64; norm; relu; maxpool; conv 96; norm; relu; gmp; dense 128"},
		{"residual", "conv 32; norm; relu; residual(conv 32; norm; relu; conv 32; norm); relu; residual(conv 64 /2; norm; relu; conv 64; norm); relu; residual(conv 128 /2; norm; relu; conv 128; norm); relu; gap; dense 128"},
	} {
		b.Run(s.name, func(b *testing.B) {
			in := Shape{28, 28, 1}
			n := arch(b, s.text, in)
			src, _ := archPictures(256, in)
			tr := NewBatchTrainer(n, BatchOptions{Batch: 128, Optimizer: DefaultAdamW(0.02), Loss: squareLoss})
			defer tr.Close()
			rows := allRows(256)
			for b.Loop() {
				tr.Step(src, rows[:128], 1e-3)
			}
			b.ReportMetric(128*float64(b.N)/b.Elapsed().Seconds(), "pictures/s")
		})
	}
}

// BenchmarkEmbedOne shows one picture by Embed, which prepares anew, and by an
// Embedder.
func BenchmarkEmbedOne(b *testing.B) {
	in := Shape{28, 28, 1}
	n := arch(b, "conv 32; norm; relu; maxpool; conv 64; norm; relu; conv 64; norm; relu; maxpool; conv 96; norm; relu; gmp; dense 128", in)
	src, _ := archPictures(1, in)
	emb := make([]float32, n.Dim())
	b.Run("Embed", func(b *testing.B) {
		for b.Loop() {
			n.Embed(emb, src, nil, 1)
		}
	})
	e := NewEmbedder(n, 1)
	b.Run("Embedder", func(b *testing.B) {
		for b.Loop() {
			e.Embed(emb, src, 0)
		}
	})
}
