package spc

import "math"

// Weight is that of the newest value in a moving average, and Width the limit in standard deviations of the average: values without change
// signal once in 500 points (Lucas and Saccucci, Exponentially Weighted Moving Average Control
// Schemes, 1990). A mean that moves by one standard deviation is found after 10 points or so, for which
// Beyond alone needs 44.
const (
	Weight = 0.2
	Width  = 2.962
)

// EWMA is the exponentially weighted moving average of scores, from 0 on (Roberts, Control Chart Tests Based
// on Geometric Moving Averages, 1959).
func EWMA(z []float64, weight float64) []float64 {
	list := make([]float64, len(z))
	last := 0.0
	for i, v := range z {
		last += weight * (v - last)
		list[i] = last
	}
	return list
}

// EWMALimit is how far from 0 the average of i+1 scores may lie: width of its standard deviations,
// which grow from the first point on.
func EWMALimit(i int, weight, width float64) float64 {
	return width * math.Sqrt(weight/(2-weight)*(1-math.Pow(1-weight, 2*float64(i+1))))
}

// SmoothedSignals are where the moving average of scores lies beyond its limit.
func SmoothedSignals(z []float64) []Signal {
	list := []Signal{}
	average := EWMA(z, Weight)
	for _, up := range []bool{true, false} {
		list = append(list, met(Smoothed, up, len(z), func(i int) bool {
			return up && average[i] > EWMALimit(i, Weight, Width) || !up && average[i] < -EWMALimit(i, Weight, Width)
		})...)
	}
	return list
}
