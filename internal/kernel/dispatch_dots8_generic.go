//go:build !amd64 || purego

package kernel

func dots8(c, x, scale []float32, y []int8) { dots8Go(c, x, scale, y) }
