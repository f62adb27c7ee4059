package kernel

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// pointShapes are the 1x1 convolutions of EfficientNet-Lite0 on pictures of 256x256,
// and its first layer as one of 27 inputs: rows, inputs, outputs.
var pointShapes = [][3]int{
	{16384, 27, 32}, {16384, 32, 16}, {16384, 16, 96}, {4096, 96, 24}, {4096, 24, 144}, {4096, 144, 24}, {1024, 144, 40}, {1024, 40, 240},
	{1024, 240, 40}, {256, 240, 80}, {256, 80, 480}, {256, 480, 80}, {256, 480, 112}, {256, 112, 672}, {256, 672, 112},
}

// squareShapes are the 3x3 convolutions of ResNet-18: side, channels.
var squareShapes = [][2]int{{64, 64}, {32, 128}, {16, 256}}

// BenchmarkConvShapes shows GFLOP/s of convolutions with bias and ReLU6, the outputs that
// fill up a panel not counted, and what share of the processor's peak its kernels reach,
// those counted. Both are the best of many runs.
func BenchmarkConvShapes(b *testing.B) {
	benchLevels(b, func(b *testing.B, peak float64) {
		for _, s := range pointShapes {
			rows, k, n := s[0], s[1], Pad(s[2])
			w := &Window{Taps: 1}
			for i := range (rows + ConvTile - 1) / ConvTile * ConvTile {
				w.In = append(w.In, int32(min(i, rows)*Lane))
				w.Out = append(w.Out, int32(min(i, rows+1)))
			}
			benchConv(b, fmt.Sprintf("1x1/%dx%dto%d", rows, k, s[2]), w, rows, k, n, float64(s[2])/float64(n), peak)
		}
		for _, s := range squareShapes {
			rows, k := s[0]*s[0], s[1]
			benchConv(b, fmt.Sprintf("3x3/%dx%dto%d", rows, 9*k, k), square(1, s[0]), rows, k, k, 1, peak)
		}
	})
}

// benchLevels runs a benchmark at each level of assembly, with its peak.
func benchLevels(b *testing.B, run func(b *testing.B, peak float64)) {
	best := detect()
	defer func() { level = best }()
	for l := AVX2; l <= best; l++ {
		level = l
		peak := Peak(200 * time.Millisecond)
		b.Run(l.String(), func(b *testing.B) { run(b, peak) })
	}
}

func benchConv(b *testing.B, name string, w *Window, rows, k, n int, used, peak float64) {
	a, weights, c := random(1, Pad(k)*(rows+2)), random(2, w.Taps*k*n), make([]float32, n*(rows+2))
	f := &Finish{Bias: random(3, n), Clamp: true, High: 6}
	b.Run(name, func(b *testing.B) {
		rate := bestRate(b, 2*float64(w.Taps*rows*k*n), func() { Conv(c, a, weights, w, 0, rows, (rows+2)*Lane, rows+2, k, n, f) })
		b.ReportMetric(rate*used, "GFLOP/s")
		b.ReportMetric(100*rate/peak, "%peak")
	})
}

// bestRate is the most GFLOP/s of a run of so many operations.
func bestRate(b *testing.B, flops float64, run func()) float64 {
	best := math.Inf(1)
	for b.Loop() {
		start := time.Now()
		run()
		best = min(best, time.Since(start).Seconds())
	}
	return flops / best / 1e9
}
