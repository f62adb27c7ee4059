//go:build !amd64 || purego

package kernel

func maxRows(dst, src []float32, in []int32, taps, rows int) {
	maxRowsGo(dst, src, in, taps, rows)
}

func maxRowsGrad(dx, dy, src, dst []float32, in []int32, taps, rows int) {
	maxRowsGradGo(dx, dy, src, dst, in, taps, rows)
}

func meanRows(dst, src []float32, in []int32, taps, rows int) {
	meanRowsGo(dst, src, in, taps, rows)
}

func meanRowsGrad(dx, dy []float32, in []int32, taps, rows int) {
	meanRowsGradGo(dx, dy, in, taps, rows)
}
