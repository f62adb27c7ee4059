package kernel

import "fmt"

// SquaredDistance is the sum of the squares of the differences of two vectors:
//
//	var lanes [16]float32
//	for t := range x {
//		lanes[t%16] += (x[t] - y[t]) * (x[t] - y[t])
//	}
//	return sum of lanes, j+8 to j, then j+4, j+2, j+1
//
// It panics if y is shorter than x.
func SquaredDistance(x, y []float32) float32 {
	if len(y) < len(x) {
		panic(fmt.Sprintf("kernel: SquaredDistance: %d and %d values", len(x), len(y)))
	}
	var lanes [Lane]float32
	whole := len(x) / Lane
	if whole > 0 {
		squaredDistance(&lanes, x, y, whole)
	}
	for t := whole * Lane; t < len(x); t++ {
		d := x[t] - y[t]
		lanes[t%Lane] += float32(d * d)
	}
	for half := Lane / 2; half > 0; half /= 2 {
		for j := range half {
			lanes[j] += lanes[j+half]
		}
	}
	return lanes[0]
}

// squaredDistanceGo is the reference of the sums of whole rows.
func squaredDistanceGo(lanes *[Lane]float32, x, y []float32, whole int) {
	for r := range whole {
		a, b := (*[Lane]float32)(x[r*Lane:]), (*[Lane]float32)(y[r*Lane:])
		for j, v := range a {
			d := v - b[j]
			lanes[j] += d * d
		}
	}
}
