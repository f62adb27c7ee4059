package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

// sieve makes of a coarse product of x and a vector y, which is never below the true one, a number that is
// at least a limit of x where y may be nearer than one whose distance is known: a number of the row is
// added, then it is scaled and shifted.
type sieve struct {
	scale, shift []float32 // a number a vector, padded
	// Of angles: the largest (|y-m|+|m|)/|y|, m being the mean, and the largest |y-m|/|y| of vectors whose
	// coarse scale is 0.
	ratio, faint float64
}

func newSieve(n int) sieve {
	s := sieve{scale: make([]float32, kernel.Pad(n)), shift: make([]float32, kernel.Pad(n))}
	for i := n; i < kernel.Pad(n); i++ {
		s.shift[i] = float32(math.Inf(-1)) // no vector stands there
	}
	return s
}

// sieveOfLength is for distances between vectors with these squared lengths: 2<x,y> - |y|².
func sieveOfLength(square []float64) sieve {
	s := newSieve(len(square))
	for i, v := range square {
		s.scale[i], s.shift[i] = 2, -float32(v)
	}
	return s
}

// leastAngle is below what share of |y-m|+|m| a vector is always looked at: its angle is a matter of rounding.
const leastAngle = 1.0 / 1024

// sieveOfAngle is for angles: <x,y>/|y|, where <x,y> = <x-m,y-m> + <x,m> + <y-m,m>. length is that of
// vectors, square the squared one of vectors less the mean.
func (g *Gallery) sieveOfAngle(length, square []float64) sieve {
	s, mean := newSieve(g.N), 0.0
	if g.axes != nil {
		mean = lengthOf(g.axes.mean)
	}
	for i, own := range length {
		away, along := math.Sqrt(square[i]), 0.0
		if g.axes != nil {
			for q, m := range g.axes.mean {
				along += (float64(g.X[i*g.Dim+q]) - float64(m)) * float64(m)
			}
		}
		if own <= leastAngle*(away+mean) {
			s.shift[i] = float32(math.Inf(1))
			continue
		}
		s.scale[i], s.shift[i] = float32(1/own), float32(along/own)
		s.ratio = math.Max(s.ratio, (away+mean)/own)
		if g.raw.scale[i] == 0 {
			s.faint = math.Max(s.faint, away/own)
		}
	}
	return s
}

// lengthLimit is the least number of a vector that is no farther from x than one whose squared
// distance was computed. square is |x|², less the mean.
func (g *Gallery) lengthLimit(c *coarse, square float64, r kernel.RoundedBytes, near float32) float32 {
	length := math.Sqrt(square)
	both := length + c.longest
	return atLeast(square - float64(near)*(1+spread(g.Dim)) - 2*c.beyond(r, length) - roundings*both*both - smallest)
}

// angleLimit is that for angles. length is |x|, square |x|² less the mean, near the squared distance
// of the vectors of length one.
func (g *Gallery) angleLimit(s *sieve, length, square float64, r kernel.RoundedBytes, near float32) float32 {
	if length == 0 {
		return -math.MaxFloat32 // no angle: all vectors are looked at
	}
	apart, away := math.Sqrt(float64(near)*(1+spread(g.Dim)))+roundings, math.Sqrt(square)
	beyond := away * s.faint
	if r.Scale == 0 {
		beyond = away * s.ratio
	}
	return atLeast(length*(1-apart*apart/2) - 2*beyond - 2*roundings*(length+away)*s.ratio - smallest)
}
