//go:build !amd64 || purego

package kernel

func layerNormRows(dst, src []float32, rows, capacity, n int, scale, shift []float32, eps float32) {
	layerNormRowsGo(dst, src, rows, capacity, n, scale, shift, eps)
}
