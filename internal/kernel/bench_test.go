package kernel

import (
	"fmt"
	"testing"
)

// BenchmarkMul shows the best GFLOP/s of the forward products of the article's network
// on a chunk of 48 rows, and of those between points of tiles, and their share of the peak.
func BenchmarkMul(b *testing.B) {
	benchLevels(b, func(b *testing.B, peak float64) {
		for _, s := range [][2]int{{784, 512}, {512, 256}, {256, 128}, {32, 32}, {64, 64}} {
			k, n := s[0], s[1]
			b.Run(fmt.Sprintf("%dx%d", k, n), func(b *testing.B) {
				const rows = 48
				a, w, c := random(1, k*rows), random(2, k*n), make([]float32, n*rows)
				f := &Finish{Bias: random(3, n), Clamp: true, High: 6}
				rate := bestRate(b, 2*float64(rows*k*n), func() { Mul(c, a, w, rows, rows, k, n, f) })
				b.ReportMetric(rate, "GFLOP/s")
				b.ReportMetric(100*rate/peak, "%peak")
			})
		}
	})
}

func BenchmarkGrad(b *testing.B) {
	const k, n, rows, chunks = 112, 32, 48, 4
	x, dy, c := random(1, chunks*k*rows), random(2, chunks*n*rows), make([]float32, k*n)
	counts := []int32{48, 48, 48, 48}
	for b.Loop() {
		Grad(c, x, dy, counts, rows, k*rows, n*rows, GradBlock{0, k / 16, 0, n / 16}, false)
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

// BenchmarkConv shows GFLOP/s of 3x3 convolutions of eight pictures.
func BenchmarkConv(b *testing.B) {
	for _, s := range []struct{ side, k, n int }{{28, 16, 32}, {28, 32, 32}, {14, 64, 64}, {7, 128, 128}} {
		rows := 8 * s.side * s.side
		w := square(8, s.side)
		a, weights := random(1, s.k*(rows+2)), random(2, 9*s.k*s.n)
		c := make([]float32, s.n*(rows+2))
		name := fmt.Sprintf("%dx%dx%dto%d", s.side, s.side, s.k, s.n)
		rate := func(b *testing.B) {
			b.ReportMetric(2*9*float64(rows*s.k*s.n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Conv(c, a, weights, w, 0, rows, (rows+2)*Lane, rows+2, s.k, s.n, nil)
			}
			rate(b)
		})
		b.Run("grad"+name, func(b *testing.B) {
			for b.Loop() {
				for p := range s.n / 16 {
					for q := range s.k / 16 {
						ConvGrad(weights[p*9*s.k*16+q*256:], a[q*(rows+2)*16:], c[p*(rows+2)*16:], w, rows, s.k*16, false)
					}
				}
			}
			rate(b)
		})
	}
}

// square is the window of a 3x3 convolution with a border of zeros; the row
// after the pictures is zero.
func square(pictures, side int) *Window {
	rows := pictures * side * side
	padded := (rows + ConvTile - 1) / ConvTile * ConvTile
	w := &Window{Taps: 9}
	for tap := range 9 {
		for i := range padded {
			y, x := i/side%side+tap/3-1, i%side+tap%3-1
			from := i/(side*side)*side*side + y*side + x
			if i >= rows || y < 0 || x < 0 || y >= side || x >= side {
				from = rows
			}
			w.In = append(w.In, int32(from*Lane))
		}
	}
	for i := range padded {
		w.Out = append(w.Out, int32(min(i, rows+1)))
	}
	return w
}

// BenchmarkWinograd shows how fast the transforms of a block of tiles are.
func BenchmarkWinograd(b *testing.B) {
	const tiles, rows, stride = 48, 250, 48*Lane + Lane
	x, in, out := random(1, rows*Lane), table(1, tiles*16, rows, false), table(2, tiles*4, rows, true)
	points, y, f := random(2, WinogradPoints*stride), make([]float32, rows*Lane), &Finish{Bias: random(3, Lane), Clamp: true, High: 6}
	benchLevels(b, func(b *testing.B, _ float64) {
		perValue(b, "input", tiles*Lane, func() { WinogradInput(points, x, in, tiles, stride) })
		perValue(b, "output", tiles*Lane, func() { WinogradOutput(y, points, out, tiles, stride, rows, f) })
		perValue(b, "output gradient", tiles*Lane, func() { WinogradOutputGrad(points, x, out, tiles, stride) })
		perValue(b, "weights", tiles*Lane, func() { WinogradWeights(points, x, tiles, 8*Lane, stride, false) })
		perValue(b, "gradient of weights", tiles*Lane, func() { WinogradWeightsGrad(x, points, tiles, stride, Lane) })
	})
}
