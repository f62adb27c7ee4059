//go:build !purego

package kernel

func dropout(dst, src []float32, state uint64, below uint32, scale float32) {
	if level == PureGo {
		dropoutGo(dst, src, state, below, scale)
		return
	}
	dropoutAVX2(&dst[0], &src[0], uint64(len(dst)/Lane), state, below, scale)
}
