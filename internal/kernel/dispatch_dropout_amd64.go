//go:build !purego

package kernel

func dropout(dst, src []float32, state uint64, below uint32, scale float32) {
	switch level {
	case PureGo:
		dropoutGo(dst, src, state, below, scale)
	case AVX2:
		dropoutAVX2(&dst[0], &src[0], uint64(len(dst)/Lane), state, below, scale)
	default:
		dropoutAVX512(&dst[0], &src[0], uint64(len(dst)/Lane), state, below, scale)
	}
}
