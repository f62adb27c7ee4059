package kernel

import "fmt"

// Lane is the width of a panel in values.
const Lane = 16

// Tile is the height that row capacities are a multiple of: a product works on
// whole tiles of rows and may write rows beyond the ones asked for, up to the
// next multiple of Tile.
const Tile = 12

// Pad rounds n up to whole panels.
func Pad(n int) int { return (n + Lane - 1) &^ (Lane - 1) }

// PadRows rounds n up to whole tiles.
func PadRows(n int) int { return (n + Tile - 1) / Tile * Tile }

// Pack writes the row-major (rows, cols) matrix src to panels
// [Pad(cols)/16][capacity][16]. Columns beyond cols become zero, rows beyond
// rows are left alone:
//
//	for i := range rows {
//		for j := range Pad(cols) {
//			dst[(j/16*capacity+i)*16+j%16] = src[i*cols+j] // 0 for j >= cols
//		}
//	}
//
// It panics if a slice is too short or rows > capacity.
func Pack(dst, src []float32, rows, cols, capacity int) {
	checkPanels("Pack", dst, src, rows, cols, capacity)
	for i := range rows {
		PackRow(dst, src[i*cols:(i+1)*cols], i, capacity)
	}
}

// PackRow writes one row of panels as Pack does. It panics if dst is too short
// or row >= capacity.
func PackRow(dst, src []float32, row, capacity int) {
	if row < 0 || row >= capacity || len(dst) < Pad(len(src))*capacity {
		panic(fmt.Sprintf("kernel: PackRow: %d values to row %d of %d in %d values", len(src), row, capacity, len(dst)))
	}
	at := row * Lane
	for len(src) >= Lane {
		copy(dst[at:at+Lane], src)
		src, at = src[Lane:], at+capacity*Lane
	}
	if len(src) > 0 {
		clear(dst[at+copy(dst[at:at+Lane], src) : at+Lane])
	}
}

// Unpack is the reverse of Pack: it writes panels src to the row-major (rows,
// cols) matrix dst. It panics if a slice is too short or rows > capacity.
func Unpack(dst, src []float32, rows, cols, capacity int) {
	checkPanels("Unpack", src, dst, rows, cols, capacity)
	for i := range rows {
		row := dst[i*cols : (i+1)*cols]
		at := i * Lane
		for len(row) >= Lane {
			copy(row, src[at:at+Lane])
			row, at = row[Lane:], at+capacity*Lane
		}
		if len(row) > 0 {
			copy(row, src[at:at+Lane])
		}
	}
}

func checkPanels(what string, panels, matrix []float32, rows, cols, capacity int) {
	if rows > capacity || len(panels) < Pad(cols)*capacity || len(matrix) < rows*cols {
		panic(fmt.Sprintf("kernel: %s: (%d, %d) does not fit: %d values, panels of capacity %d with %d values",
			what, rows, cols, len(matrix), capacity, len(panels)))
	}
}

// PackWeights writes the row-major (n, k) matrix src, one row an output, to
// weight panels [Pad(n)/16][Pad(k)][16], zero beyond n and k:
//
//	dst[(j/16*Pad(k)+t)*16+j%16] = src[j*k+t]
//
// It panics if a slice is too short.
func PackWeights(dst, src []float32, n, k int) {
	kk := Pad(k)
	dst = dst[:Pad(n)*kk]
	clear(dst)
	for j := range n {
		at := j/Lane*kk*Lane + j%Lane
		for t, v := range src[j*k : (j+1)*k] {
			dst[at+t*Lane] = v
		}
	}
}

// UnpackWeights is the reverse of PackWeights.
func UnpackWeights(dst, src []float32, n, k int) {
	kk := Pad(k)
	for j := range n {
		at := j/Lane*kk*Lane + j%Lane
		row := dst[j*k : (j+1)*k]
		for t := range row {
			row[t] = src[at+t*Lane]
		}
	}
}
