//go:build !amd64 || purego

package kernel

func dots8(c []float32, x []int16, factor float32, scale, bias []float32, y []int8) {
	dots8Go(c, x, factor, scale, bias, y)
}
