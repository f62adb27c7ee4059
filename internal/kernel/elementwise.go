package kernel

// AddPanels adds panels [panels][capacity][16] and keeps the sums between two numbers:
//
//	for p := range panels {
//		for i := range rows {
//			for j := range 16 {
//				at := (p*capacity+i)*16 + j
//				dst[at] = a[at] + b[at] // between low and high; NaN stays NaN
//			}
//		}
//	}
//
// ReLU is 0 and +Inf, no limit -Inf and +Inf. dst may be a or b; all three may begin at any
// row of their panels. It panics if panels < 1, rows > capacity or a slice is too short.
func AddPanels(dst, a, b []float32, rows, capacity, panels int, low, high float32) {
	checkRows("AddPanels", min(len(dst), len(a), len(b)), rows, capacity, panels)
	if rows > 0 {
		addPanels(dst, a, b, rows, capacity, panels, low, high)
	}
}

// addPanelsGo is the reference of AddPanels.
func addPanelsGo(dst, a, b []float32, rows, capacity, panels int, low, high float32) {
	for p := range panels {
		for at := p * capacity * Lane; at < (p*capacity+rows)*Lane; at++ {
			dst[at] = between(a[at]+b[at], low, high)
		}
	}
}

// MultiplyPanels is AddPanels with the product in place of the sum.
func MultiplyPanels(dst, a, b []float32, rows, capacity, panels int, low, high float32) {
	checkRows("MultiplyPanels", min(len(dst), len(a), len(b)), rows, capacity, panels)
	if rows > 0 {
		multiplyPanels(dst, a, b, rows, capacity, panels, low, high)
	}
}

// multiplyPanelsGo is the reference of MultiplyPanels.
func multiplyPanelsGo(dst, a, b []float32, rows, capacity, panels int, low, high float32) {
	for p := range panels {
		for at := p * capacity * Lane; at < (p*capacity+rows)*Lane; at++ {
			dst[at] = between(a[at]*b[at], low, high)
		}
	}
}
