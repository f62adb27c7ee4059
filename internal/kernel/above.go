package kernel

import "fmt"

// Above looks through the rows of a panel, c of [len(limit)][16], to each of which a number is added, for
// scaled and shifted numbers of at least limit. It gives the first row, from row `from` on, that has one, and
// their columns as the bits of a mask; without any, len(limit) and 0:
//
//	for i := from; i < len(limit); i++ {
//		for j := range 16 {
//			if (c[i*16+j]+add[i])*scale[j]+shift[j] >= limit[i] { // three roundings
//				mask |= 1 << j
//			}
//		}
//		if mask != 0 {
//			return i, mask
//		}
//	}
//	return len(limit), 0
//
// NaN, as a limit or a number, is never found. The result is the same on every processor; the
// numbers are those of BestLanes. It panics if from is negative or a slice is too short.
func Above(c, add, scale, shift, limit []float32, from int) (row int, mask uint16) {
	rows := len(limit)
	if from < 0 || len(c) < rows*Lane || len(add) < rows || len(scale) < Lane || len(shift) < Lane {
		panic(fmt.Sprintf("kernel: Above: rows %d to %d with %d, %d, %d and %d values", from, rows, len(c), len(add), len(scale), len(shift)))
	}
	if from >= rows {
		return rows, 0
	}
	return above(c, add, scale, shift, limit, from)
}

// aboveGo is the reference of Above.
func aboveGo(c, add, scale, shift, limit []float32, from int) (row int, mask uint16) {
	m, s := (*[Lane]float32)(scale), (*[Lane]float32)(shift)
	for i := from; i < len(limit); i++ {
		for j, v := range (*[Lane]float32)(c[i*Lane:]) {
			if float32((v+add[i])*m[j])+s[j] >= limit[i] {
				mask |= 1 << j
			}
		}
		if mask != 0 {
			return i, mask
		}
	}
	return len(limit), 0
}
