package kernel

import "fmt"

// SumRows adds rows of one panel to dst, in order:
//
//	for i := range rows {
//		for j := range 16 {
//			dst[j] += src[i*16+j]
//		}
//	}
//
// The result is the same bits on every processor. It panics if a slice is too short.
func SumRows(dst, src []float32, rows int) {
	if len(dst) < Lane || len(src) < rows*Lane {
		panic(fmt.Sprintf("kernel: SumRows: %d rows in %d values to %d", rows, len(src), len(dst)))
	}
	if rows > 0 {
		sumRows(dst, src, rows)
	}
}

// sumRowsGo is the reference of SumRows.
func sumRowsGo(dst, src []float32, rows int) {
	d := (*[Lane]float32)(dst)
	for i := range rows {
		for j, v := range (*[Lane]float32)(src[i*Lane:]) {
			d[j] += v
		}
	}
}
