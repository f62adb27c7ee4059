package kernel

import (
	"fmt"
	"math"
)

// SoftmaxRows takes the softmax of the first n columns of each row of panels
// [Pad(n)/16][capacity][16], in place; columns from n to the end of their panel become 0:
//
//	for i := range rows {
//		var lanes [16]float32
//		m := max over j < n of scale*x[i][j]
//		for j := range n {
//			x[i][j] = e^(scale*x[i][j] - m)
//			lanes[j%16] += x[i][j]
//		}
//		for j := range n {
//			x[i][j] *= 1/tree(lanes)
//		}
//	}
//
// where x[i][j] is x[(j/16*capacity+i)*16+j%16], and tree adds lane j+8 to lane j, then j+4,
// j+2 and j+1. Shares below 1e-38 are 0. NaN, +Inf, or nothing but -Inf, makes NaN of a row.
// The bits are the same on every processor. x may begin at any row of its panels. It
// panics if n < 1, rows > capacity or x is too short.
func SoftmaxRows(x []float32, rows, capacity, n int, scale float32) {
	checkRows("SoftmaxRows", len(x), rows, capacity, (n+Lane-1)/Lane)
	if rows > 0 {
		softmaxRows(x, rows, capacity, n, scale)
	}
}

// softmaxRowsGo is the reference of SoftmaxRows.
func softmaxRowsGo(x []float32, rows, capacity, n int, scale float32) {
	for i := range rows {
		var lanes [Lane]float32
		for j := range lanes {
			lanes[j] = float32(math.Inf(-1))
		}
		for j, row := range rowPanels(x[i*Lane:], capacity, n) {
			for l, v := range row[:min(n-j, Lane)] {
				if v = float32(scale * v); v > lanes[l] {
					lanes[l] = v
				}
			}
		}
		m := tree(&lanes, func(a, b float32) float32 {
			if b > a {
				return b
			}
			return a
		})
		lanes = [Lane]float32{}
		for j, row := range rowPanels(x[i*Lane:], capacity, n) {
			for l, v := range row[:min(n-j, Lane)] {
				row[l] = expNegative(float32(scale*v) - m)
				lanes[l] += row[l]
			}
		}
		share := 1 / tree(&lanes, sum)
		for j, row := range rowPanels(x[i*Lane:], capacity, n) {
			for l := range row[:min(n-j, Lane)] {
				row[l] *= share
			}
			clear(row[min(n-j, Lane):])
		}
	}
}

func sum(a, b float32) float32 { return a + b }

// tree joins lanes 8 apart, then 4, 2 and 1.
func tree(lanes *[Lane]float32, join func(a, b float32) float32) float32 {
	for h := Lane / 2; h > 0; h /= 2 {
		for j := range h {
			lanes[j] = join(lanes[j], lanes[j+h])
		}
	}
	return lanes[0]
}

// rowPanels gives the parts of one row with n columns: the first column of each, and its 16 values.
func rowPanels(x []float32, capacity, n int) func(yield func(j int, row []float32) bool) {
	return func(yield func(j int, row []float32) bool) {
		for j := 0; j < n; j += Lane {
			at := j * capacity
			if !yield(j, x[at:at+Lane]) {
				return
			}
		}
	}
}

// checkRows panics unless rows of 16 in each of some panels lie within so many values.
func checkRows(what string, values, rows, capacity, panels int) {
	if panels < 1 || rows > capacity || rows > 0 && values < ((panels-1)*capacity+rows)*Lane {
		panic(fmt.Sprintf("kernel: %s: %d rows of %d, %d panels, in %d values", what, rows, capacity, panels, values))
	}
}
