package metric

import "math"

// euclidean is the Euclidean distance |x-y|, 0 upwards. Between equal vectors
// the cone has its tip: the gradient is taken as 0, one of its subgradients.
type euclidean struct{}

var _ = registerMoments(euclidean{})

func (euclidean) Name() string   { return "euclidean" }
func (euclidean) Symbol() string { return "euc" }

func (euclidean) at(m Moments) float64 { return math.Sqrt(m.DD) }

func (euclidean) slopes(m Moments) Moments {
	if m.DD == 0 {
		return Moments{}
	}
	return Moments{DD: 1 / (2 * math.Sqrt(m.DD))}
}
