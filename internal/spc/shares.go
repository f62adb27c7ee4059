package spc

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Count is a group of a p-chart: Found of Of parts, Of at least 1.
type Count struct{ Found, Of int }

// most is the score of what is further away than can be told.
const most = 10

// ranges makes a mean moving range of two standard normal values 1 (d2 of n = 2).
const ranges = 2 / math.SqrtPi

// Shares is a p-chart. Share is the centre, above 0 and below 1. Dispersion is by how much
// the shares of groups vary more than chance does, 1 or more (Laney, Improved Control Charts for
// Attributes, 2002): lots and shifts differ, and with groups of thousands of parts plain limits
// would lie so near that nearly each point were beyond them. It is never below 1: of a few dozen
// groups it is known to some 15 %, and limits that are too near cost false signals.
type Shares struct{ Share, Dispersion float64 }

// NewShares takes the limits from a base line, of at least two groups. Where none of its parts
// was found, or all were, the centre is half a part away from that. It panics on fewer
// groups, or empty ones.
func NewShares(base []Count) Shares {
	if len(base) < 2 {
		panic("spc: a base line of fewer than two groups")
	}
	found, of := 0, 0
	for _, c := range base {
		c.must()
		found, of = found+c.Found, of+c.Of
	}
	s := Shares{float64(found) / float64(of), 1}
	if found == 0 || found == of {
		s.Share = (float64(found) + 0.5) / (float64(of) + 1)
	}
	sum, before := 0.0, 0.0
	for i, c := range base {
		z := (float64(c.Found)/float64(c.Of) - s.Share) / math.Sqrt(s.Share*(1-s.Share)/float64(c.Of))
		if i > 0 {
			sum += math.Abs(z - before)
		}
		before = z
	}
	s.Dispersion = max(1, sum/float64(len(base)-1)/ranges)
	return s
}

func (c Count) must() {
	if c.Of < 1 || c.Found < 0 || c.Found > c.Of {
		panic("spc: an empty group, or more found than there are")
	}
}

// size is how many independent parts tell as much as a group of so many does.
func (s Shares) size(of int) float64 { return float64(of) / (s.Dispersion * s.Dispersion) }

// Z is how unlikely a group is, as a score with a normal distribution: above 0 where as many
// or more are found with a chance below one half, below 0 where as few or fewer are, 0
// otherwise, at most 10. The chance is that of the binomial distribution, not of the normal
// one beside it, so rules meant for normal values give no more false signals than they should where shares are small.
func (s Shares) Z(c Count) float64 {
	c.must()
	n := s.size(c.Of)
	x := n * float64(c.Found) / float64(c.Of)
	if c.Found > 0 {
		if many := s.orMore(x, n); many < 0.5 {
			return min(most, -distuv.UnitNormal.Quantile(many))
		}
	}
	if c.Found < c.Of {
		if few := s.orFewer(x, n); few < 0.5 {
			return max(-most, distuv.UnitNormal.Quantile(few))
		}
	}
	return 0
}

// orMore and orFewer are the chances of x of n parts or more, and or fewer; x need not be whole.
func (s Shares) orMore(x, n float64) float64  { return mathext.RegIncBeta(x, n-x+1, s.Share) }
func (s Shares) orFewer(x, n float64) float64 { return mathext.RegIncBeta(n-x, x+1, 1-s.Share) }

// Limits are the shares of a group of so many parts whose Z is -z and z, z above 0. They are 0
// and 1 where no share is as unlikely as that.
func (s Shares) Limits(of int, z float64) (lo, hi float64) {
	Count{0, of}.must()
	n, tail := s.size(of), distuv.UnitNormal.CDF(-z)
	if s.orFewer(0, n) < tail {
		lo = solve(func(share float64) bool { return s.orFewer(share*n, n) < tail }, 0, s.Share)
	}
	hi = 1
	if s.orMore(n, n) < tail {
		hi = solve(func(share float64) bool { return s.orMore(share*n, n) < tail }, 1, s.Share)
	}
	return lo, hi
}

// solve is where beyond, true at out, becomes false on the way to in.
func solve(beyond func(float64) bool, out, in float64) float64 {
	for range 60 {
		if mid := (out + in) / 2; beyond(mid) {
			out = mid
		} else {
			in = mid
		}
	}
	return out
}
