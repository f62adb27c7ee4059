//go:build !linux && !darwin

package desk

// PeakMemory is 0, unknown: Windows tells it only to code that uses unsafe.
func PeakMemory() float64 { return 0 }
