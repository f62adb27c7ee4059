//go:build !purego

package kernel

func bestLanes(best []float32, at []int32, c, add, scale, shift []float32, rows, capacity, panels, first int) {
	if level == PureGo {
		bestLanesGo(best, at, c, add, scale, shift, rows, capacity, panels, first)
		return
	}
	var columns [Lane]int32
	for j := range columns {
		columns[j] = int32(first + j)
	}
	if level == AVX512 {
		bestLanesAVX512(&best[0], &at[0], &c[0], &add[0], &scale[0], &shift[0], uint64(rows), uint64(capacity*rowBytes), uint64(panels), &columns[0])
		return
	}
	bestLanesAVX2(&best[0], &at[0], &c[0], &add[0], &scale[0], &shift[0], uint64(rows), uint64(capacity*rowBytes), uint64(panels), &columns[0])
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

func within(y, limit, x []float32, from int) (panel int, mask uint16) {
	var left, bits uint64
	panels := len(limit) / Lane
	at, rest := from*Lane, uint64(panels-from)
	switch level {
	case PureGo:
		return withinGo(y, limit, x, from)
	case AVX512:
		left, bits = withinAVX512(&y[at*len(x)], &limit[at], &x[0], uint64(len(x)), rest)
	default:
		left, bits = withinAVX2(&y[at*len(x)], &limit[at], &x[0], uint64(len(x)), rest)
	}
	return panels - int(left), uint16(bits)
}

func above(c, add, scale, shift, limit []float32, from int) (row int, mask uint16) {
	var left, bits uint64
	rest := uint64(len(limit) - from)
	switch level {
	case PureGo:
		return aboveGo(c, add, scale, shift, limit, from)
	case AVX512:
		left, bits = aboveAVX512(&c[from*Lane], &add[from], &scale[0], &shift[0], &limit[from], rest)
	default:
		left, bits = aboveAVX2(&c[from*Lane], &add[from], &scale[0], &shift[0], &limit[from], rest)
	}
	return len(limit) - int(left), uint16(bits)
}
