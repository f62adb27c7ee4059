//go:build !purego

package kernel

func scaleShift(dst, src, scale, shift []float32, rows int, floor float32) {
	switch level {
	case PureGo:
		scaleShiftGo(dst, src, scale, shift, rows, floor)
	case AVX2:
		scaleShiftAVX2(&dst[0], &src[0], &scale[0], &shift[0], uint64(rows), floor)
	default:
		scaleShiftAVX512(&dst[0], &src[0], &scale[0], &shift[0], uint64(rows), floor)
	}
}

func moments(sum, squares, src, center []float32, rows int) {
	switch level {
	case PureGo:
		momentsGo(sum, squares, src, center, rows)
	case AVX2:
		momentsAVX2(&sum[0], &squares[0], &src[0], &center[0], uint64(rows))
	default:
		momentsAVX512(&sum[0], &squares[0], &src[0], &center[0], uint64(rows))
	}
}

func normSums(sum, product, dy, y, x, center []float32, rows int) {
	switch {
	case level == PureGo:
		normSumsGo(sum, product, dy, y, x, center, rows)
	case y == nil && level == AVX2:
		normSumsAVX2(&sum[0], &product[0], &dy[0], &x[0], &center[0], uint64(rows))
	case y == nil:
		normSumsAVX512(&sum[0], &product[0], &dy[0], &x[0], &center[0], uint64(rows))
	case level == AVX2:
		normSumsReLUAVX2(&sum[0], &product[0], &dy[0], &y[0], &x[0], &center[0], uint64(rows))
	default:
		normSumsReLUAVX512(&sum[0], &product[0], &dy[0], &y[0], &x[0], &center[0], uint64(rows))
	}
}

func normGrad(dx, dy, y, x, center, a, b, c []float32, rows int) {
	switch {
	case level == PureGo:
		normGradGo(dx, dy, y, x, center, a, b, c, rows)
	case y == nil && level == AVX2:
		normGradAVX2(&dx[0], &dy[0], &x[0], &center[0], &a[0], &b[0], &c[0], uint64(rows))
	case y == nil:
		normGradAVX512(&dx[0], &dy[0], &x[0], &center[0], &a[0], &b[0], &c[0], uint64(rows))
	case level == AVX2:
		normGradReLUAVX2(&dx[0], &dy[0], &y[0], &x[0], &center[0], &a[0], &b[0], &c[0], uint64(rows))
	default:
		normGradReLUAVX512(&dx[0], &dy[0], &y[0], &x[0], &center[0], &a[0], &b[0], &c[0], uint64(rows))
	}
}
