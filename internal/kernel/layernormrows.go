package kernel

import (
	"fmt"
	"math"
)

// LayerNormRows makes mean 0 and variance 1 of the first n columns of each row of panels
// [Pad(n)/16][capacity][16], and scales and shifts each column (Ba, Kiros and Hinton, 2016);
// columns from n to the end of their panel become 0:
//
//	for i := range rows {
//		var s, q [16]float32
//		for j := range n {
//			s[j%16] += src[i][j]
//		}
//		mean := tree(s) / float32(n)
//		for j := range n {
//			d := src[i][j] - mean
//			q[j%16] += d * d
//		}
//		f := 1 / √(tree(q)/float32(n) + eps)
//		for j := range n {
//			dst[i][j] = (src[i][j]-mean)*f*scale[j] + shift[j]
//		}
//	}
//
// where src[i][j] and tree are as in SoftmaxRows. scale and shift have n values or more, or
// are nil for 1 and 0. The bits are the same on every processor. dst may be src; both may
// begin at any row of their panels. It panics if n < 1, rows > capacity or a slice is too short.
func LayerNormRows(dst, src []float32, rows, capacity, n int, scale, shift []float32, eps float32) {
	checkRows("LayerNormRows", min(len(dst), len(src)), rows, capacity, (n+Lane-1)/Lane)
	if scale != nil && len(scale) < n || shift != nil && len(shift) < n {
		panic(fmt.Sprintf("kernel: LayerNormRows: %d columns by %d and %d", n, len(scale), len(shift)))
	}
	if rows > 0 {
		layerNormRows(dst, src, rows, capacity, n, scale, shift, eps)
	}
}

// layerNormRowsGo is the reference of LayerNormRows.
func layerNormRowsGo(dst, src []float32, rows, capacity, n int, scale, shift []float32, eps float32) {
	for i := range rows {
		var s, q [Lane]float32
		for j, row := range rowPanels(src[i*Lane:], capacity, n) {
			for l, v := range row[:min(n-j, Lane)] {
				s[l] += v
			}
		}
		mean := tree(&s, sum) / float32(n)
		for j, row := range rowPanels(src[i*Lane:], capacity, n) {
			for l, v := range row[:min(n-j, Lane)] {
				q[l] += float32((v - mean) * (v - mean))
			}
		}
		f := 1 / float32(math.Sqrt(float64(tree(&q, sum)/float32(n)+eps)))
		for j, row := range rowPanels(src[i*Lane:], capacity, n) {
			d := dst[j*capacity+i*Lane:][:Lane]
			for l, v := range row {
				if j+l >= n {
					d[l] = 0
					continue
				}
				a, b := float32(1), float32(0)
				if scale != nil {
					a = scale[j+l]
				}
				if shift != nil {
					b = shift[j+l]
				}
				d[l] = float32(float32((v-mean)*f)*a) + b
			}
		}
	}
}
