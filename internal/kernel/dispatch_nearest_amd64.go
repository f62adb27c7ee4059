//go:build !purego

package kernel

func bestLanes(best []float32, at []int32, c, scale, shift []float32, rows, capacity, panels, first int) {
	if level == PureGo {
		bestLanesGo(best, at, c, scale, shift, rows, capacity, panels, first)
		return
	}
	var columns [Lane]int32
	for j := range columns {
		columns[j] = int32(first + j)
	}
	if level == AVX512 {
		bestLanesAVX512(&best[0], &at[0], &c[0], &scale[0], &shift[0], uint64(rows), uint64(capacity*rowBytes), uint64(panels), &columns[0])
		return
	}
	bestLanesAVX2(&best[0], &at[0], &c[0], &scale[0], &shift[0], uint64(rows), uint64(capacity*rowBytes), uint64(panels), &columns[0])
}

func squaredDistance(lanes *[Lane]float32, x, y []float32, whole int) {
	switch level {
	case PureGo:
		squaredDistanceGo(lanes, x, y, whole)
	case AVX512:
		squaredDistanceAVX512(&lanes[0], &x[0], &y[0], uint64(whole))
	default:
		squaredDistanceAVX2(&lanes[0], &x[0], &y[0], uint64(whole))
	}
}
