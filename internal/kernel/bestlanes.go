package kernel

import "fmt"

// BestLanes looks for the largest scaled and shifted number of each row in each lane of
// panels c, [panels][capacity][16], to whose rows a number is added, and keeps what it finds if it is larger
// than what is there. best and at are [rows][16]; columns are numbered from first on:
//
//	for i := range rows {
//		for j := range 16 * panels {
//			v := (c[(j/16*capacity+i)*16+j%16]+add[i])*scale[j] + shift[j] // three roundings
//			if v > best[i*16+j%16] {
//				best[i*16+j%16], at[i*16+j%16] = v, first+j
//			}
//		}
//	}
//
// With inner products of vectors, scale 2 and shift -|y|² it finds the nearest y, with
// scale 1/|y| the one of the smallest angle. The bits are the same on every processor.
// It panics if a slice is too short.
func BestLanes(best []float32, at []int32, c, add, scale, shift []float32, rows, capacity, panels, first int) {
	if rows > capacity || len(best) < rows*Lane || len(at) < rows*Lane || len(c) < ((panels-1)*capacity+rows)*Lane || len(add) < rows ||
		len(scale) < panels*Lane || len(shift) < panels*Lane {
		panic(fmt.Sprintf("kernel: BestLanes: %d rows of %d, %d panels with %d, %d, %d, %d, %d, %d values", rows, capacity, panels, len(best), len(at), len(c), len(add), len(scale), len(shift)))
	}
	if rows > 0 && panels > 0 {
		bestLanes(best, at, c, add, scale, shift, rows, capacity, panels, first)
	}
}

// bestLanesGo is the reference of BestLanes.
func bestLanesGo(best []float32, at []int32, c, add, scale, shift []float32, rows, capacity, panels, first int) {
	for i := range rows {
		b, a := (*[Lane]float32)(best[i*Lane:]), (*[Lane]int32)(at[i*Lane:])
		for p := range panels {
			m, s := (*[Lane]float32)(scale[p*Lane:]), (*[Lane]float32)(shift[p*Lane:])
			for j, v := range (*[Lane]float32)(c[(p*capacity+i)*Lane:]) {
				if v = float32((v+add[i])*m[j]) + s[j]; v > b[j] {
					b[j], a[j] = v, int32(first+p*Lane+j)
				}
			}
		}
	}
}
