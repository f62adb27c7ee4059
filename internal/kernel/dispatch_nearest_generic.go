//go:build !amd64 || purego

package kernel

func bestLanes(best []float32, at []int32, c, add, scale, shift []float32, rows, capacity, panels, first int) {
	bestLanesGo(best, at, c, add, scale, shift, rows, capacity, panels, first)
}

func squaredDistance(lanes *[Lane]float32, x, y []float32, whole int) {
	squaredDistanceGo(lanes, x, y, whole)
}

func within(y, limit, x []float32, from int) (panel int, mask uint16) {
	return withinGo(y, limit, x, from)
}

func above(c, add, scale, shift, limit []float32, from int) (row int, mask uint16) {
	return aboveGo(c, add, scale, shift, limit, from)
}
