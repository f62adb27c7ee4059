package kit

import "mekiki/internal/eval"

// Bar is an estimate with the places of its interval on a line of 0 to 100.
type Bar struct {
	Estimate
	Drawn         bool
	Lo, Width, At float64
}

// NewBar draws a share of 0 to 1; nil and what is not finite give no line.
func NewBar(i *eval.Interval) Bar {
	if i == nil || !IsFinite(i.Value) {
		return Bar{Estimate: Estimate{Value: None}}
	}
	const mark = 1.2 // as wide as the stroke of the value
	return Bar{Percent(*i), true, 100 * i.Lo, 100 * (i.Hi - i.Lo), max(0, min(100-mark, 100*i.Value-mark/2))}
}
