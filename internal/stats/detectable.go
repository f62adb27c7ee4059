package stats

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

// wantedPower is the chance with which detectable promises to find a difference.
const wantedPower = 0.8

// detectable returns the smallest true mean difference that the paired t test
// over n pairs finds with chance Power at Level, two-sided, if differences
// spread with standard deviation sd. It is in the unit of sd. The chance is
// exact, that of the noncentral t distribution (Cohen 1988, section 2.4).
// Fewer than two pairs find nothing however large: +Inf. It is NaN if sd is
// NaN, and panics if sd is below 0.
func detectable(sd float64, n int) float64 {
	if sd < 0 {
		panic("stats: Detectable: a standard deviation below 0")
	}
	if n < 2 {
		return math.Inf(1)
	}
	p := newPower(n - 1)
	// In standard errors. With one degree of freedom it is near 16, and less
	// with more.
	lo, hi := 0.0, 32.0
	for range 60 {
		mid := (lo + hi) / 2
		if p.at(mid) < wantedPower {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2 * sd / math.Sqrt(float64(n))
}

// power gives the chance that |t| exceeds its critical value. t is (Z+shift)/S:
// Z normal, S the root of a chi-squared over its degrees of freedom. For a
// given S the chance is a matter of Z alone; it is averaged over S.
type power struct {
	critical  float64
	s, weight []float64 // values of S with their probabilities
}

// newPower prepares for nu degrees of freedom, at least 1.
func newPower(nu int) power {
	const points = 400
	f := float64(nu)
	p := power{
		critical: distuv.StudentsT{Mu: 0, Sigma: 1, Nu: f}.Quantile(1 - level/2),
		s:        make([]float64, points),
		weight:   make([]float64, points),
	}
	// S lies around 1 with standard deviation near 1/sqrt(2 nu).
	reach := 10 / math.Sqrt(2*f)
	quad.Legendre{}.FixedLocations(p.s, p.weight, max(0, 1-reach), 1+reach)
	chi := distuv.ChiSquared{K: f}
	for i, s := range p.s {
		p.weight[i] *= 2 * f * s * chi.Prob(f*s*s)
	}
	return p
}

// at is the chance to find a true difference of shift standard errors.
func (p power) at(shift float64) float64 {
	chance := 0.0
	for i, s := range p.s {
		edge := p.critical * s
		chance += p.weight[i] * (distuv.UnitNormal.CDF(shift-edge) + distuv.UnitNormal.CDF(-shift-edge))
	}
	return chance
}
