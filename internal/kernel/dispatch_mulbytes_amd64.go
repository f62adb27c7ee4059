//go:build !purego

package kernel

func mulBytes(c []float32, x []uint8, y []int8, rowScale, scale []float32, bias []int32, rows, capacity, k, panels int) {
	switch level {
	case PureGo:
		mulBytesGo(c, x, y, rowScale, scale, bias, rows, capacity, k, panels)
	case AVX512:
		mulBytesAVX512(&c[0], &x[0], &y[0], &rowScale[0], &scale[0], &bias[0], uint64(rows/6), uint64(capacity*rowBytes), uint64(panels), uint64(k/BytesStep))
	default:
		mulBytesAVX2(&c[0], &x[0], &y[0], &rowScale[0], &scale[0], &bias[0], uint64(rows/3), uint64(capacity*rowBytes), uint64(panels), uint64(k/BytesStep))
	}
}
