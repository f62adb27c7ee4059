package kernel

import "fmt"

// Within looks through points in panels of 16, y of [len(limit)/16][len(x)][16], for those whose
// squared distance to x is at most limit. It gives the first panel, from panel `from` on, that has
// one, and its points as the bits of a mask; without any, the number of panels and 0:
//
//	for p := from; p < len(limit)/16; p++ {
//		for j := range 16 {
//			sum := 0
//			for t := range x {
//				sum += (x[t]-y[(p*len(x)+t)*16+j])²
//			}
//			if sum <= limit[p*16+j] {
//				mask |= 1 << j
//			}
//		}
//		if mask != 0 {
//			return p, mask
//		}
//	}
//	return len(limit)/16, 0
//
// NaN, as a limit or a distance, is never found. It panics if from is negative, x is empty, or
// limit and y have no such lengths.
func Within(y, limit, x []float32, from int) (panel int, mask uint16) {
	panels := len(limit) / Lane
	if from < 0 || len(x) == 0 || len(limit)%Lane != 0 || len(y) < len(limit)*len(x) {
		panic(fmt.Sprintf("kernel: Within: panels %d to %d of %d numbers with %d", from, panels, len(x), len(y)))
	}
	if from >= panels {
		return panels, 0
	}
	return within(y, limit, x, from)
}

// withinGo is the reference of Within.
func withinGo(y, limit, x []float32, from int) (panel int, mask uint16) {
	for p := from; p < len(limit)/Lane; p++ {
		var sum [Lane]float32
		for t, v := range x {
			for j, w := range (*[Lane]float32)(y[(p*len(x)+t)*Lane:]) {
				d := v - w
				sum[j] += d * d
			}
		}
		for j, most := range (*[Lane]float32)(limit[p*Lane:]) {
			if sum[j] <= most {
				mask |= 1 << j
			}
		}
		if mask != 0 {
			return p, mask
		}
	}
	return len(limit) / Lane, 0
}
