package eval

import (
	"math"

	"mekiki/internal/metric"
)

// nearestMean is the class whose mean, row c of mean, is nearest to x, the lowest
// of equals. What is no number is farthest.
func nearestMean(d metric.Measure[float64], x, mean []float64, size []int) int32 {
	dim := len(x)
	best, at := int32(-1), 0.0
	for c, n := range size {
		if n == 0 {
			continue
		}
		v := d.Value(x, mean[c*dim:(c+1)*dim])
		if best < 0 || v < at || math.IsNaN(at) && !math.IsNaN(v) {
			best, at = int32(c), v
		}
	}
	return best
}
