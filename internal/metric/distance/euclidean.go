package distance

import (
	"math"

	"mekiki/internal/lang"
)

// euclidean is the Euclidean distance |x-y|, 0 upwards. Between equal vectors
// the cone has its tip: the gradient is taken as 0, one of its subgradients.
type euclidean struct{}

var _ = registerMoments(euclidean{})

func (euclidean) Name() string          { return "euclidean" }
func (euclidean) Symbol() string        { return "euc" }
func (euclidean) Display() lang.Message { return lang.T("Euclidean") }

func (euclidean) At(m Moments) float64 { return math.Sqrt(m.DD) }

func (euclidean) Slopes(m Moments) Moments {
	if m.DD == 0 {
		return Moments{}
	}
	return Moments{DD: 1 / (2 * math.Sqrt(m.DD))}
}

func (euclidean) Column(dst []float64, s *Sums) (lo, hi, err float64) {
	dd := s.DD[:len(dst)]
	least := math.Inf(1)
	for j := range dst {
		if dd[j] < least {
			least = dd[j]
		}
		dst[j] = math.Sqrt(dd[j])
	}
	err = min(math.Sqrt(s.ErrDD), s.ErrDD/math.Sqrt(least)) // |√a - √b|, a at least least
	far := s.farthest()
	return 0, far + err, err + tiny*far
}

func (euclidean) Bounds(r *Range) (lo, hi float64) {
	return math.Sqrt(r.least()), math.Sqrt(r.MostDD * (1 + r.Err))
}
