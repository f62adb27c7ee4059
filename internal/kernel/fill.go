package kernel

import "fmt"

// Fill writes a picture of uint8 values to row `row` of panels
// [Pad(len(src))/16][capacity][16] as v/255, correctly rounded, zero beyond the
// picture:
//
//	for j, v := range src {
//		dst[(j/16*capacity+row)*16+j%16] = float32(v) / 255
//	}
//
// It panics if dst is too short or row >= capacity.
func Fill(dst []float32, src []uint8, row, capacity int) {
	if row < 0 || row >= capacity || len(dst) < Pad(len(src))*capacity {
		panic(fmt.Sprintf("kernel: Fill: %d values to row %d of %d in %d values", len(src), row, capacity, len(dst)))
	}
	if whole := len(src) / Lane; whole > 0 {
		fill(dst[row*Lane:], src, whole, capacity)
	}
	if rest := len(src) % Lane; rest > 0 {
		at := (len(src)/Lane*capacity + row) * Lane
		for j, v := range src[len(src)-rest:] {
			dst[at+j] = float32(v) / 255
		}
		clear(dst[at+rest : at+Lane])
	}
}

// fillGo is the reference of Fill for whole panels.
func fillGo(dst []float32, src []uint8, panels, capacity int) {
	for p := range panels {
		d := (*[Lane]float32)(dst[p*capacity*Lane:])
		for j, v := range (*[Lane]uint8)(src[p*Lane:]) {
			d[j] = float32(v) / 255
		}
	}
}
