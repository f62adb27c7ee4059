package eval

import (
	"math"
	"math/rand/v2"
	"slices"
)

// bootStream keeps the bootstrap's random stream apart from others of the same seed.
const bootStream = 0x626f6f74

// resampler draws bootstrap resamples of n units (Efron 1979): n draws with
// replacement. The same n and seed give the same resamples.
type resampler struct {
	n   int
	rng *rand.Rand
}

func newResampler(n int, seed uint64) *resampler {
	return &resampler{n: n, rng: rand.New(rand.NewPCG(seed, bootStream))}
}

func (r *resampler) draw() int { return int(r.rng.Uint32N(uint32(r.n))) }

// interval makes the percentile interval of the replicates around value; it
// sorts replicates. No replicates give an interval without width.
func interval(value float64, replicates []float64) Interval {
	if len(replicates) == 0 {
		return Interval{value, value, value}
	}
	slices.Sort(replicates)
	return Interval{Value: value, Lo: quantile(replicates, 0.025), Hi: quantile(replicates, 0.975)}
}

// quantile interpolates between the two nearest of the sorted values, as
// NumPy's default does (type 7 of Hyndman and Fan 1996).
func quantile(sorted []float64, p float64) float64 {
	h := p * float64(len(sorted)-1)
	lo := math.Floor(h)
	i := int(lo)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (h-lo)*(sorted[i+1]-sorted[i])
}

// means gives the mean of each column of scores with its interval, all columns
// over the same resamples.
func means(scores [][measures]float64, opt Options) [measures]Interval {
	n := len(scores)
	var total [measures]float64
	for i := range scores {
		for k, v := range scores[i] {
			total[k] += v
		}
	}
	var replicates [measures][]float64
	for k := range replicates {
		replicates[k] = make([]float64, opt.Resamples)
	}
	rs := newResampler(n, opt.Seed)
	for b := range opt.Resamples {
		var sum [measures]float64
		for range n {
			row := &scores[rs.draw()]
			for k, v := range row {
				sum[k] += v
			}
		}
		for k, s := range sum {
			replicates[k][b] = s / float64(n)
		}
	}
	var out [measures]Interval
	for k := range out {
		out[k] = interval(total[k]/float64(n), replicates[k])
	}
	return out
}
