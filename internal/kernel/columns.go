package kernel

import "fmt"

// AddColumns adds one number a column to panels [panels][capacity][16] and keeps the sums
// between two numbers:
//
//	for p := range panels {
//		for i := range rows {
//			for j := range 16 {
//				at := (p*capacity+i)*16 + j
//				dst[at] = src[at] + column[p*16+j] // between low and high; NaN stays NaN
//			}
//		}
//	}
//
// dst may be src; both may begin at any row of their panels. It panics if panels < 1,
// rows > capacity or a slice is too short.
func AddColumns(dst, src, column []float32, rows, capacity, panels int, low, high float32) {
	checkColumns("AddColumns", dst, src, column, rows, capacity, panels)
	if rows > 0 {
		addColumns(dst, src, column, rows, capacity, panels, low, high)
	}
}

// addColumnsGo is the reference of AddColumns.
func addColumnsGo(dst, src, column []float32, rows, capacity, panels int, low, high float32) {
	for p := range panels {
		for at := p * capacity * Lane; at < (p*capacity+rows)*Lane; at++ {
			dst[at] = between(src[at]+column[p*Lane+at%Lane], low, high)
		}
	}
}

// ScaleColumns multiplies each column of panels [panels][capacity][16] by a number:
//
//	dst[(p*capacity+i)*16+j] = src[(p*capacity+i)*16+j] * scale[p*16+j]
//
// dst may be src; both may begin at any row of their panels. It panics if panels < 1,
// rows > capacity or a slice is too short.
func ScaleColumns(dst, src, scale []float32, rows, capacity, panels int) {
	checkColumns("ScaleColumns", dst, src, scale, rows, capacity, panels)
	if rows > 0 {
		scaleColumns(dst, src, scale, rows, capacity, panels)
	}
}

// scaleColumnsGo is the reference of ScaleColumns.
func scaleColumnsGo(dst, src, scale []float32, rows, capacity, panels int) {
	for p := range panels {
		for at := p * capacity * Lane; at < (p*capacity+rows)*Lane; at++ {
			dst[at] = src[at] * scale[p*Lane+at%Lane]
		}
	}
}

func checkColumns(what string, dst, src, column []float32, rows, capacity, panels int) {
	checkRows(what, min(len(dst), len(src)), rows, capacity, panels)
	if len(column) < panels*Lane {
		panic(fmt.Sprintf("kernel: %s: %d panels by %d values", what, panels, len(column)))
	}
}
