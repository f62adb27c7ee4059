//go:build !amd64 || purego

package kernel

func addPanels(dst, a, b []float32, rows, capacity, panels int, low, high float32) {
	addPanelsGo(dst, a, b, rows, capacity, panels, low, high)
}

func multiplyPanels(dst, a, b []float32, rows, capacity, panels int, low, high float32) {
	multiplyPanelsGo(dst, a, b, rows, capacity, panels, low, high)
}

func addColumns(dst, src, column []float32, rows, capacity, panels int, low, high float32) {
	addColumnsGo(dst, src, column, rows, capacity, panels, low, high)
}

func scaleColumns(dst, src, scale []float32, rows, capacity, panels int) {
	scaleColumnsGo(dst, src, scale, rows, capacity, panels)
}

func sumColumns(dst *[Lane]float32, src []float32, rows int) { sumColumnsGo(dst, src, rows) }

func maxColumns(dst *[Lane]float32, src []float32, rows int) { maxColumnsGo(dst, src, rows) }
