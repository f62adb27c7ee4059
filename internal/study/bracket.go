package study

import "math"

// eta is the share of trials that goes on: one in three, as Li et al. propose.
const eta = 3

// rungEpochs are the epochs at which the trials of a bracket are compared: the
// last is most, each one before a third of the next, the first at least 1. This
// is the bracket with the smallest first rung, s = s_max in Li et al.,
// Hyperband (2018), which is the successive halving of Jamieson and Talwalkar,
// Non-stochastic Best Arm Identification (2016).
func rungEpochs(most int) []int {
	steps := 0
	for m := most; m >= eta; m /= eta {
		steps++
	}
	out := make([]int, steps+1)
	for k := range out {
		out[k] = max(1, int(math.Round(float64(most)/math.Pow(eta, float64(steps-k)))))
	}
	return out
}

// rungSizes is how many of n trials come to each rung.
func rungSizes(n, rungs int) []int {
	out := make([]int, rungs)
	for k := range out {
		out[k] = max(1, n)
		n /= eta
	}
	return out
}

// costs is what the parts of a search take on this machine, in seconds of one
// thread, while as many run at the same time as will.
type costs struct {
	Epoch   float64 // of training
	Measure float64 // of the figures of one trial at one rung
	Workers int
}

// trial is the time of one trial from its first epoch to its last rung.
func (c costs) trial(rungs []int) float64 {
	return float64(rungs[len(rungs)-1])*c.Epoch + float64(len(rungs))*c.Measure
}

// bracket is the wall time of a bracket of n trials.
func (c costs) bracket(n int, rungs []int) float64 {
	sum, before := 0.0, 0
	for k, size := range rungSizes(n, len(rungs)) {
		sum += c.rounds(size) * (float64(rungs[k]-before)*c.Epoch + c.Measure)
		before = rungs[k]
	}
	return sum
}

// runs is the wall time of n whole trainings that are measured once.
func (c costs) runs(n, epochs int) float64 {
	return c.rounds(n) * (float64(epochs)*c.Epoch + c.Measure)
}

// rounds is how often the workers must start for n runs.
func (c costs) rounds(n int) float64 { return float64((n + c.Workers - 1) / c.Workers) }

// mostTrials bounds a bracket.
const mostTrials = 10_000

// fits is the largest bracket that takes at most the given seconds, or 0.
func (c costs) fits(seconds float64, rungs []int) int {
	lo, hi := 0, mostTrials
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if c.bracket(mid, rungs) <= seconds {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}
