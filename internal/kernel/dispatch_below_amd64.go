//go:build !purego

package kernel

func below(product, yy, xx, limit []float32, from int) (row int, mask uint16) {
	var left, found uint64
	switch n := uint64(len(limit) - from); level {
	case PureGo:
		return belowGo(product, yy, xx, limit, from)
	case AVX512:
		left, found = belowAVX512(&product[from*Lane], &yy[0], &xx[from], &limit[from], n)
	default:
		left, found = belowAVX2(&product[from*Lane], &yy[0], &xx[from], &limit[from], n)
	}
	return len(limit) - int(left), uint16(found)
}
