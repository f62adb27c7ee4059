package kernel

import (
	"fmt"
	"testing"
)

// BenchmarkDepthwise shows GFLOP/s of one panel of the depthwise convolutions of
// EfficientNet-Lite0 on pictures of 256x256, and their share of the peak.
func BenchmarkDepthwise(b *testing.B) {
	benchLevels(b, func(b *testing.B, peak float64) {
		for _, s := range []depthwiseCase{{3, 1, 1, 128, 128}, {3, 2, 1, 64, 64}, {3, 1, 1, 64, 64}, {5, 2, 1, 32, 32}, {5, 1, 1, 32, 32},
			{3, 2, 1, 16, 16}, {3, 1, 1, 16, 16}, {5, 1, 1, 16, 16}, {5, 2, 1, 8, 8}, {5, 1, 1, 8, 8}} {
			src, w, taps, srcRow, step, dstRow := s.operands()
			dst := make([]float32, s.rows*dstRow)
			f := &Finish{Bias: random(3, Lane), Clamp: true, High: 6}
			b.Run(fmt.Sprintf("%dx%d/%d/%dx%d", s.side, s.side, s.stride, s.rows, s.cols), func(b *testing.B) {
				rate := bestRate(b, 2*float64(len(taps)*s.rows*s.cols*Lane), func() { Depthwise(dst, src, w, taps, s.rows, s.cols, srcRow, step, dstRow, f) })
				b.ReportMetric(rate, "GFLOP/s")
				b.ReportMetric(100*rate/peak, "%peak")
			})
		}
	})
}
