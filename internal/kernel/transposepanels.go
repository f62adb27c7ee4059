package kernel

import "fmt"

// TransposePanels makes weights of rows: panels [panels][capacity][16] become weight panels
// [Pad(rows)/16][panels*16][16], in which each row is an output, as the keys of attention are:
//
//	for j := range Pad(rows) {
//		for t := range panels * 16 {
//			dst[(j/16*panels*16+t)*16+j%16] = src[(t/16*capacity+j)*16+t%16] // 0 for j >= rows
//		}
//	}
//
// dst must not overlap src, which may begin at any row of its panels. It panics if panels < 1,
// rows > capacity or a slice is too short.
func TransposePanels(dst, src []float32, rows, capacity, panels int) {
	checkRows("TransposePanels", len(src), rows, capacity, panels)
	if len(dst) < Pad(rows)*panels*Lane {
		panic(fmt.Sprintf("kernel: TransposePanels: %d rows of %d panels to %d values", rows, panels, len(dst)))
	}
	if rows <= 0 {
		return
	}
	whole, between := rows/Lane, panels*Lane*Lane
	for p := range panels {
		d, s := dst[p*Lane*Lane:], src[p*capacity*Lane:]
		if whole > 0 {
			transpose(d, s, whole, between, Lane*Lane)
		}
		if rest := rows % Lane; rest > 0 {
			var last [Lane * Lane]float32
			copy(last[:], s[whole*Lane*Lane:rows*Lane])
			transpose(d[whole*between:], last[:], 1, between, Lane*Lane)
		}
	}
}
