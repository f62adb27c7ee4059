//go:build !amd64 || purego

package kernel

func activate(dst, src []float32, a Activation) { activateGo(dst, src, a) }
