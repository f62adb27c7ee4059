//go:build !linux && !darwin

package cli

// peakRSS is 0, unknown: Windows tells it only to code that uses unsafe.
func peakRSS() float64 { return 0 }
