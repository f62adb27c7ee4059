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
	a, b := (lanes[0]+lanes[8])+(lanes[4]+lanes[12]), (lanes[1]+lanes[9])+(lanes[5]+lanes[13])
	c, d := (lanes[2]+lanes[10])+(lanes[6]+lanes[14]), (lanes[3]+lanes[11])+(lanes[7]+lanes[15])
	return (a + c) + (b + d)
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
