//go:build !amd64 || purego

package kernel

func below(product, yy, xx, limit []float32, from int) (row int, mask uint16) {
	return belowGo(product, yy, xx, limit, from)
}
