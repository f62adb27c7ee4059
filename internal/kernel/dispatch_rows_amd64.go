//go:build !purego

package kernel

import "fmt"

func maxRows(dst, src []float32, in []int32, taps, rows int) {
	if level == PureGo {
		maxRowsGo(dst, src, in, taps, rows)
		return
	}
	mustFind("MaxRows", len(src), rows, func(have uint64) uint64 {
		if level == AVX512 {
			return maxRowsAVX512(&dst[0], &src[0], &in[0], uint64(taps), uint64(rows), have)
		}
		return maxRowsAVX2(&dst[0], &src[0], &in[0], uint64(taps), uint64(rows), have)
	})
}

func maxRowsGrad(dx, dy, src, dst []float32, in []int32, taps, rows int) {
	if level == PureGo {
		maxRowsGradGo(dx, dy, src, dst, in, taps, rows)
		return
	}
	mustFind("MaxRowsGrad", min(len(dx), len(src)), rows, func(have uint64) uint64 {
		if level == AVX512 {
			return maxRowsGradAVX512(&dx[0], &dy[0], &src[0], &dst[0], &in[0], uint64(taps), uint64(rows), have)
		}
		return maxRowsGradAVX2(&dx[0], &dy[0], &src[0], &dst[0], &in[0], uint64(taps), uint64(rows), have)
	})
}

func meanRows(dst, src []float32, in []int32, taps, rows int) {
	if level == PureGo {
		meanRowsGo(dst, src, in, taps, rows)
		return
	}
	mustFind("MeanRows", len(src), rows, func(have uint64) uint64 {
		if level == AVX512 {
			return meanRowsAVX512(&dst[0], &src[0], &in[0], uint64(taps), uint64(rows), have, float32(taps))
		}
		return meanRowsAVX2(&dst[0], &src[0], &in[0], uint64(taps), uint64(rows), have, float32(taps))
	})
}

func meanRowsGrad(dx, dy []float32, in []int32, taps, rows int) {
	if level == PureGo {
		meanRowsGradGo(dx, dy, in, taps, rows)
		return
	}
	mustFind("MeanRowsGrad", len(dx), rows, func(have uint64) uint64 {
		if level == AVX512 {
			return meanRowsGradAVX512(&dx[0], &dy[0], &in[0], uint64(taps), uint64(rows), have, float32(taps))
		}
		return meanRowsGradAVX2(&dx[0], &dy[0], &in[0], uint64(taps), uint64(rows), have, float32(taps))
	})
}

// mustFind runs assembly that reads rows by index. It stops at an index outside
// of a panel of so many values, and returns how many rows are left.
func mustFind(what string, values, rows int, run func(have uint64) (left uint64)) {
	if values < Lane {
		panic(fmt.Sprintf("kernel: %s: no rows to read", what))
	}
	have := uint64(values / Lane)
	if left := run(have); left > 0 {
		panic(fmt.Sprintf("kernel: %s: a tap of row %d lies outside of %d rows", what, rows-int(left), have))
	}
}
