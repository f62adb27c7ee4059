package calibrate

import "mekiki/internal/lang"

// Weight brings a distance to the scale of the first one, whose weight is 1.
// Only ratios of weights matter to training: a factor before the whole loss
// scales every gradient alike, and Adam divides it out again.
type Weight struct {
	// SD and IQR are the standard deviation of d(a,n) - d(a,p) and its
	// interquartile range; Gradient is the mean length of its gradient.
	SD       float64 `json:"sd"`
	IQR      float64 `json:"iqr"`
	Gradient float64 `json:"gradient"`
	// BySpread is the first distance's SD over this one's, Robust the same of the
	// IQRs, ByGradient of the gradients. 0 stands where a denominator is 0.
	BySpread   float64 `json:"by_spread"`
	Robust     float64 `json:"by_iqr"`
	ByGradient float64 `json:"by_gradient"`
	// Chosen is the one that was asked for, Rounded what stands in the formula,
	// Share its part of the sum of all weights.
	Chosen  float64 `json:"chosen"`
	Rounded float64 `json:"rounded"`
	Share   float64 `json:"share"`
	// Ratio is ByGradient over BySpread.
	Ratio float64 `json:"gradient_to_spread"`
	// Reason says in a sentence where the chosen weight comes from.
	Reason lang.Message `json:"reason"`
}

// weigh fills in the weights.
func (c *Result) weigh(gradients []float64) {
	sum := 0.0
	for i, t := range c.Terms {
		w := &t.Weight
		w.SD, w.IQR, w.Gradient = t.Diff.SD, t.Diff.Q75-t.Diff.Q25, gradients[i]
		first := c.Terms[0].Weight
		w.BySpread = ratio(first.SD, w.SD)
		w.Robust = ratio(first.IQR, w.IQR)
		w.ByGradient = ratio(first.Gradient, w.Gradient)
		w.Ratio = ratio(w.ByGradient, w.BySpread)
		w.Chosen = w.BySpread
		if c.By == ByGradient && w.ByGradient > 0 {
			w.Chosen = w.ByGradient
		}
		w.Rounded = rounded(w.Chosen)
		sum += w.Rounded
	}
	for _, t := range c.Terms {
		t.Weight.Share = t.Weight.Rounded / sum
	}
}

// ratio is x / y, 0 if y is 0.
func ratio(x, y float64) float64 {
	if y == 0 {
		return 0
	}
	return x / y
}
