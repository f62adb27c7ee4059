//go:build !purego

package kernel

import "math"

// pairForm is the assembly of an elementwise operation on one panel.
type pairForm func(dst, a, b *float32, rows uint64, low, high float32)

// run applies a form to panels; those of b lie bStride values apart.
func (f pairForm) run(dst, a, b []float32, rows, capacity, panels, bStride int, low, high float32) {
	for p := range panels {
		at := p * capacity * Lane
		f(&dst[at], &a[at], &b[p*bStride], uint64(rows), low, high)
	}
}

// chosen is the form of the level in use.
func chosen(narrow, wide pairForm) pairForm {
	if level == AVX512 {
		return wide
	}
	return narrow
}

func addPanels(dst, a, b []float32, rows, capacity, panels int, low, high float32) {
	if level == PureGo {
		addPanelsGo(dst, a, b, rows, capacity, panels, low, high)
		return
	}
	chosen(addPanelsAVX2, addPanelsAVX512).run(dst, a, b, rows, capacity, panels, capacity*Lane, low, high)
}

func multiplyPanels(dst, a, b []float32, rows, capacity, panels int, low, high float32) {
	if level == PureGo {
		multiplyPanelsGo(dst, a, b, rows, capacity, panels, low, high)
		return
	}
	chosen(multiplyPanelsAVX2, multiplyPanelsAVX512).run(dst, a, b, rows, capacity, panels, capacity*Lane, low, high)
}

func addColumns(dst, src, column []float32, rows, capacity, panels int, low, high float32) {
	if level == PureGo {
		addColumnsGo(dst, src, column, rows, capacity, panels, low, high)
		return
	}
	chosen(addColumnsAVX2, addColumnsAVX512).run(dst, src, column, rows, capacity, panels, Lane, low, high)
}

func scaleColumns(dst, src, scale []float32, rows, capacity, panels int) {
	if level == PureGo {
		scaleColumnsGo(dst, src, scale, rows, capacity, panels)
		return
	}
	inf := float32(math.Inf(1))
	chosen(scaleColumnsAVX2, scaleColumnsAVX512).run(dst, src, scale, rows, capacity, panels, Lane, -inf, inf)
}

func sumColumns(dst *[Lane]float32, src []float32, rows int) {
	switch level {
	case PureGo:
		sumColumnsGo(dst, src, rows)
	case AVX2:
		sumColumnsAVX2(&dst[0], &src[0], uint64(rows))
	default:
		sumColumnsAVX512(&dst[0], &src[0], uint64(rows))
	}
}

func maxColumns(dst *[Lane]float32, src []float32, rows int) {
	switch level {
	case PureGo:
		maxColumnsGo(dst, src, rows)
	case AVX2:
		maxColumnsAVX2(&dst[0], &src[0], uint64(rows))
	default:
		maxColumnsAVX512(&dst[0], &src[0], uint64(rows))
	}
}
