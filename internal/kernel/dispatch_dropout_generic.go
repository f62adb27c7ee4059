//go:build !amd64 || purego

package kernel

func dropout(dst, src []float32, state uint64, below uint32, scale float32) {
	dropoutGo(dst, src, state, below, scale)
}
