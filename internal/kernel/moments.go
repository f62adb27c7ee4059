package kernel

import "fmt"

// Moments adds up the lanes of one panel and their squares, both about center.
// Even and odd rows are summed apart, so that an addition need not wait for the
// one before:
//
//	var s, q [2][16]float32
//	for i := range rows {
//		for j := range 16 {
//			d := src[i*16+j] - center[j]
//			s[i%2][j] += d
//			q[i%2][j] += d * d
//		}
//	}
//	for j := range 16 {
//		sum[j] += s[0][j] + s[1][j]
//		squares[j] += q[0][j] + q[1][j]
//	}
//
// A center near the mean keeps the variance from being the small difference of
// two large numbers. The result is the same bits on every processor. It panics
// if a slice is too short.
func Moments(sum, squares, src, center []float32, rows int) {
	if len(sum) < Lane || len(squares) < Lane || len(center) < Lane || len(src) < rows*Lane {
		panic(fmt.Sprintf("kernel: Moments: %d rows in %d values about %d to %d and %d",
			rows, len(src), len(center), len(sum), len(squares)))
	}
	if rows > 0 {
		moments(sum, squares, src, center, rows)
	}
}

// momentsGo is the reference of Moments. The conversion keeps compilers of other
// processors from fusing the product with the sum.
func momentsGo(sum, squares, src, center []float32, rows int) {
	var s, q [2][Lane]float32
	c := (*[Lane]float32)(center)
	for i := range rows {
		si, qi := &s[i%2], &q[i%2]
		for j, x := range (*[Lane]float32)(src[i*Lane:]) {
			d := x - c[j]
			si[j] += d
			qi[j] += float32(d * d)
		}
	}
	addLanes(sum, &s)
	addLanes(squares, &q)
}

// addLanes adds the sums of the even and of the odd rows to dst.
func addLanes(dst []float32, s *[2][Lane]float32) {
	for j := range s[0] {
		dst[j] += s[0][j] + s[1][j]
	}
}
