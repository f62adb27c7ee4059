//go:build !amd64 || purego

package kernel

func bestLanes(best []float32, at []int32, c, scale, shift []float32, rows, capacity, panels, first int) {
	bestLanesGo(best, at, c, scale, shift, rows, capacity, panels, first)
}

func squaredDistance(lanes *[Lane]float32, x, y []float32, whole int) {
	squaredDistanceGo(lanes, x, y, whole)
}
