package kernel

import (
	"testing"
	"time"
)

// BenchmarkMul shows GFLOP/s of the forward products of the article's network
// on a chunk of 48 rows, beside the measured peak.
func BenchmarkMul(b *testing.B) {
	for _, s := range []struct {
		name string
		k, n int
	}{{"784x512", 784, 512}, {"512x256", 512, 256}, {"256x128", 256, 128}} {
		b.Run(s.name, func(b *testing.B) {
			const rows = 48
			a, w, c, bias := random(1, s.k*rows), random(2, s.k*s.n), make([]float32, s.n*rows), random(3, s.n)
			for b.Loop() {
				Mul(c, a, w, rows, rows, s.k, s.n, BiasReLU, bias)
			}
			b.ReportMetric(2*float64(rows*s.k*s.n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			b.ReportMetric(Peak(50*time.Millisecond), "peak")
		})
	}
}

func BenchmarkGrad(b *testing.B) {
	const k, n, rows, chunks = 112, 32, 48, 4
	x, dy, c := random(1, chunks*k*rows), random(2, chunks*n*rows), make([]float32, k*n)
	counts := []int32{48, 48, 48, 48}
	for b.Loop() {
		Grad(c, x, dy, counts, rows, k*rows, n*rows, GradBlock{0, k / 16, 0, n / 16})
	}
	b.ReportMetric(2*float64(rows*chunks*k*n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkAdam(b *testing.B) {
	const n = 4096
	for name, decay := range map[string]float32{"plain": 0, "decay": 1e-6} {
		w, m, v, g := random(1, n), random(2, n), make([]float32, n), random(4, n)
		s := AdamStep{Rate: 1e-3, OneMinusBeta1: 0.1, OneMinusBeta2: 0.001, Epsilon: 1e-7, Decay: decay}
		perValue(b, name, n, func() { Adam(w, m, v, g, s) })
	}
}

func BenchmarkFill(b *testing.B) {
	dst, src := make([]float32, 784*48), make([]uint8, 784)
	for b.Loop() {
		Fill(dst, src, 7, 48)
	}
}
