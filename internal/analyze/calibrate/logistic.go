package calibrate

import (
	"math"

	"mekiki/internal/stats"
)

// logistic is P(different | d) = 1 / (1 + exp(-K*(d - T))).
type logistic struct {
	K, T float64
	// Separated says that every same pair is nearer than every different one: then
	// the likelihood has no maximum, ever steeper curves are ever better, and the
	// targets of Platt (1999) were fitted in place of 0 and 1.
	Separated bool
	// Loss is the mean over triplets of softplus(K*(d(a,p)-T)) + softplus(K*(T-d(a,n))).
	Loss float64
}

// fitLogistic finds the K and T of greatest likelihood for same pairs with the
// distances same and different pairs with the distances different, as many of
// each. Minus the log-likelihood is, but for a factor, the mean of
//
//	softplus(K*(d(a,p) - T)) + softplus(K*(T - d(a,n)))
//
// so they are the K and T at which that loss is smallest. Newton's method with
// halved steps; the function is convex. The distances must not all be equal.
func fitLogistic(same, different []float64) logistic {
	n := len(same) + len(different)
	all := append(append(make([]float64, 0, n), same...), different...)
	mean, sd := stats.MeanSD(all)
	greatest, least := math.Inf(-1), math.Inf(1)
	for _, d := range same {
		greatest = max(greatest, d)
	}
	for _, d := range different {
		least = min(least, d)
	}
	f := logistic{Separated: greatest <= least}
	l := likelihood{low: 0, high: 1, same: len(same)}
	if f.Separated {
		l.low, l.high = 1/(float64(len(same))+2), (float64(len(different))+1)/(float64(len(different))+2)
	}
	l.z = all
	for i := range l.z {
		l.z[i] = (l.z[i] - mean) / sd // so that both steps are of one size
	}
	b, c := l.maximum()
	f.K = c / sd
	f.T = mean - b/c*sd
	for i := range same {
		f.Loss += softplus(f.K*(same[i]-f.T)) + softplus(f.K*(f.T-different[i]))
	}
	f.Loss /= float64(len(same))
	return f
}

// likelihood is that of P = sigmoid(b + c*z), the first values of z being same.
type likelihood struct {
	z         []float64
	same      int
	low, high float64 // targets of same and different pairs
}

// at is minus the mean log-likelihood with its slopes and second derivatives.
func (l *likelihood) at(b, c float64) (value, gb, gc, hbb, hbc, hcc float64) {
	for i, z := range l.z {
		target := l.high
		if i < l.same {
			target = l.low
		}
		u := b + c*z
		p := 1 / (1 + math.Exp(-u))
		value += softplus(u) - target*u
		r, w := p-target, p*(1-p)
		gb, gc = gb+r, gc+r*z
		hbb, hbc, hcc = hbb+w, hbc+w*z, hcc+w*z*z
	}
	n := float64(len(l.z))
	return value / n, gb / n, gc / n, hbb / n, hbc / n, hcc / n
}

// maximum is where the likelihood is greatest.
func (l *likelihood) maximum() (b, c float64) {
	value, gb, gc, hbb, hbc, hcc := l.at(b, c)
	for range 100 {
		det := hbb*hcc - hbc*hbc
		if !(det > 0) {
			break
		}
		sb, sc := (hcc*gb-hbc*gc)/det, (hbb*gc-hbc*gb)/det
		if sb*gb+sc*gc < 1e-20 { // twice what is left to gain
			break
		}
		step := 1.0
		for ; step > 1e-6; step /= 2 {
			v, g1, g2, h1, h2, h3 := l.at(b-step*sb, c-step*sc)
			if v <= value {
				b, c = b-step*sb, c-step*sc
				value, gb, gc, hbb, hbc, hcc = v, g1, g2, h1, h2, h3
				break
			}
		}
		if step <= 1e-6 {
			break
		}
	}
	return b, c
}

// softplus is log(1 + exp(x)), without overflow.
func softplus(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}
