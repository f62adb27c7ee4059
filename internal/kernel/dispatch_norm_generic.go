//go:build !amd64 || purego

package kernel

func scaleShift(dst, src, scale, shift []float32, rows int, floor float32) {
	scaleShiftGo(dst, src, scale, shift, rows, floor)
}

func moments(sum, squares, src, center []float32, rows int) {
	momentsGo(sum, squares, src, center, rows)
}

func normSums(sum, product, dy, y, x, center []float32, rows int) {
	normSumsGo(sum, product, dy, y, x, center, rows)
}

func normGrad(dx, dy, y, x, center, a, b, c []float32, rows int) {
	normGradGo(dx, dy, y, x, center, a, b, c, rows)
}
