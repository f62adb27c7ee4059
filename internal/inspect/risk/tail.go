package risk

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// leastTail is the least number of good parts whose tail is looked at.
const leastTail = 8

// tail is a rule that sets a threshold beyond all scores of n good parts, fixed before a
// score is seen: above the score u that excesses of them exceed, by factor times their mean
// excess over u.
//
// It takes the scores above u to fall off exponentially. Then the share of good parts
// beyond the threshold is B exp(-factor G/m), with m the number of excesses, B, the share
// above u, of the distribution Beta(m+1, n-m) and G of Gamma(m), independent of it (Rényi,
// On the Theory of Order Statistics, 1953): what a threshold is worth hangs on no unknown.
// Lighter tails, as the normal one, are overdone; heavier ones are underdone.
type tail struct {
	n, excesses int
	factor      float64
	rate        float64 // share that lies beyond the threshold on average over draws
	limit       float64 // and at most in the share of draws that was asked for
}

// newTail takes the largest 1.5 sqrt(n) scores as the tail, at least five: fewer are too
// unsure, more are no tail. docs/math.md has what that is worth on several distributions.
func newTail(n int) tail {
	return tail{n: n, excesses: max(5, int(1.5*math.Sqrt(float64(n))))}
}

// onAverage is the rule by which a share rate of new good parts lies beyond the threshold on
// average over draws: (m+1)/(n+1) (1+factor/m)^-m = rate.
func onAverage(n int, rate, confidence float64) tail {
	t := newTail(n)
	m := float64(t.excesses)
	t.factor = m * math.Expm1(math.Log((m+1)/(float64(n+1)*rate))/m)
	t.rate = rate
	shares := t.shares()
	lo, hi := math.Log(rate)-10, 0.0
	for range 50 {
		mid := (lo + hi) / 2
		if t.chance(shares, math.Exp(mid)) < confidence {
			lo = mid
		} else {
			hi = mid
		}
	}
	t.limit = math.Exp(hi)
	return t
}

// surely is the rule by which at most the share rate lies beyond in the share confidence of
// all draws.
func surely(n int, rate, confidence float64) tail {
	t := newTail(n)
	shares := t.shares()
	lo, hi := 0.0, 1.0
	for t.factor = hi; t.chance(shares, rate) < confidence; t.factor = hi {
		lo, hi = hi, 2*hi
	}
	for range 50 {
		t.factor = (lo + hi) / 2
		if t.chance(shares, rate) < confidence {
			lo = t.factor
		} else {
			hi = t.factor
		}
	}
	t.factor, t.limit = hi, rate
	m := float64(t.excesses)
	t.rate = (m + 1) / float64(n+1) * math.Pow(1+hi/m, -m)
	return t
}

// shares are values of B, each as likely as the others.
func (t tail) shares() []float64 {
	const points = 200
	share := make([]float64, points)
	for i := range share {
		share[i] = mathext.InvRegIncBeta(float64(t.excesses+1), float64(t.n-t.excesses), (float64(i)+0.5)/points)
	}
	return share
}

// chance is that with which at most rate lies beyond: B exp(-factor G/m) <= rate.
func (t tail) chance(shares []float64, rate float64) float64 {
	sum := 0.0
	for _, b := range shares {
		g := float64(t.excesses) * math.Log(b/rate) / t.factor
		if !(g > 0) {
			sum++
			continue
		}
		sum += mathext.GammaIncRegComp(float64(t.excesses), g)
	}
	return sum / float64(len(shares))
}

// threshold applies the rule to n scores in rising order.
func (t tail) threshold(sorted []float64) float64 {
	u := sorted[t.n-1-t.excesses]
	sum := 0.0
	for _, s := range sorted[t.n-t.excesses:] {
		sum += s - u
	}
	return u + t.factor*sum/float64(t.excesses)
}
