//go:build !purego

package kernel

func below(product, yy, xx, limit []float32, from int) (row int, mask uint16) {
	if level == PureGo {
		return belowGo(product, yy, xx, limit, from)
	}
	left, found := belowAVX2(&product[from*Lane], &yy[0], &xx[from], &limit[from], uint64(len(limit)-from))
	return len(limit) - int(left), uint16(found)
}
