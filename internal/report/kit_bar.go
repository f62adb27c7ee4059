package report

import "mekiki/internal/eval"

// bar is an estimate with the places of its interval on a line of 0 to 100.
type bar struct {
	estimate
	Drawn         bool
	Lo, Width, At float64
}

func newBar(i *eval.Interval) bar {
	if i == nil || !isFinite(i.Value) {
		return bar{estimate: estimate{Value: none}}
	}
	const mark = 1.2 // as wide as the stroke of the value
	return bar{percent(*i), true, 100 * i.Lo, 100 * (i.Hi - i.Lo), max(0, min(100-mark, 100*i.Value-mark/2))}
}
