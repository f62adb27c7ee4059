//go:build !amd64 || purego

package kernel

func mulBytes(c []float32, x []uint8, y []int8, rowScale, scale []float32, bias []int32, rows, capacity, k, panels int) {
	mulBytesGo(c, x, y, rowScale, scale, bias, rows, capacity, k, panels)
}
