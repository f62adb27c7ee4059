package stats

import "math/rand/v2"

// bootStream keeps the bootstrap's random stream apart from others of the same seed.
const bootStream = 0x626f6f74

// Interval is an estimate with its interval. Lo and Hi equal Value where no interval was
// asked for.
type Interval struct {
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// Resampler draws bootstrap resamples (Efron, Bootstrap Methods: Another Look at the
// Jackknife, 1979): of n units n draws with replacement. The same seed and the same
// draws give the same resamples. NewResampler makes one.
type Resampler struct{ rng *rand.Rand }

// NewResampler starts the stream of a seed.
func NewResampler(seed uint64) *Resampler {
	return &Resampler{rng: rand.New(rand.NewPCG(seed, bootStream))}
}

// Draw picks one of n units, 0 to n-1. It panics if n is below 1.
func (r *Resampler) Draw(n int) int {
	if n < 1 {
		panic("stats: Draw: of no units")
	}
	return int(r.rng.Uint32N(uint32(n)))
}

// PercentileInterval is the interval of the replicates around value that leaves out the
// share tail of them, 0 to 0.5, on either side: 0.025 for the usual 95 %. No replicates
// give an interval without width, NaN among them one of NaN.
func PercentileInterval(value float64, replicates []float64, tail float64) Interval {
	if len(replicates) == 0 {
		return Interval{value, value, value}
	}
	q := Quantiles(replicates, tail, 1-tail)
	return Interval{Value: value, Lo: q[0], Hi: q[1]}
}
