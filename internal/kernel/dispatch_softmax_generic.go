//go:build !amd64 || purego

package kernel

func softmaxRows(x []float32, rows, capacity, n int, scale float32) {
	softmaxRowsGo(x, rows, capacity, n, scale)
}
