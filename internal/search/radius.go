package search

import (
	"math"

	"mekiki/internal/metric"
)

// within is the key of what may lie within a radius.
func (v *view) within(xx float32, r float64, hidden float32) float32 {
	square := r * r
	switch metric.Alone(v.measure) {
	case "cosine":
		square = 2 * r
	case "angular":
		square = 2 * (1 - math.Cos(math.Pi*min(max(r, 0), 1)))
	case "sqeuclidean":
		square = r
	}
	if r < 0 {
		return -1 // no distance of a space is negative
	}
	// More than the rounding of Measure.Value and of the lines above: 2^-40 of all, and of the
	// cosine 2^-40 of 1.
	square *= 1 + 1.0/(1<<40)
	if v.space.unit {
		square += 1.0 / (1 << 40)
	}
	d := float32(min(square*v.space.scale*v.space.scale, math.MaxFloat32/8))
	d = math.Nextafter32(d, math.MaxFloat32)
	if d >= math.MaxFloat32/16 {
		return math.MaxFloat32
	}
	return d + v.space.slack(xx, d, hidden)
}
