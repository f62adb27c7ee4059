//go:build !amd64 || purego

package kernel

func blendRows(dst, src []float32, t *Blend, from, to, srcCapacity, dstCapacity, panels int) {
	blendRowsGo(dst, src, t, from, to, srcCapacity, dstCapacity, panels)
}

func maxTaps(dst, src []float32, t *Blend, from, to, srcCapacity, dstCapacity, panels int) {
	maxTapsGo(dst, src, t, from, to, srcCapacity, dstCapacity, panels)
}
