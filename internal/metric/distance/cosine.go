package distance

import (
	"math"

	"mekiki/internal/lang"
)

// shortest is the least squared length of a vector that has a direction. A
// vector shorter than 1e-30 counts as zero: the gradient of its direction,
// 1/length, would soon leave float32.
const shortest = 1e-60

// cosine is the cosine distance 1 - <x,y>/(|x||y|), 0 (same direction) to 2
// (opposite).
//
// A zero vector has no direction: the cosine is taken as 0, so the distance is
// 1 and the gradient 0, even between two zero vectors. Between vectors of the
// same direction the gradient is 0, as the formula says. float32 vectors of any
// length are safe; float64 lengths must stay below 1e75.
type cosine struct{}

var _ = registerMoments(cosine{})

func (cosine) Name() string          { return "cosine" }
func (cosine) Display() lang.Message { return lang.T("cosine") }
func (cosine) Symbol() string        { return "cos" }

func (cosine) At(m Moments) float64 {
	c, _ := m.cosine()
	return 1 - c
}

func (cosine) Slopes(m Moments) Moments {
	s := m.cosineSlopes()
	return Moments{XX: -s.XX, YY: -s.YY, XY: -s.XY}
}

// cosine is the cosine of the angle, -1 to 1, and the product of the lengths. If
// a vector is zero both are 0. Equal vectors give exactly 1, because the root
// of a square is exact.
func (m Moments) cosine() (c, lengths float64) {
	// An XY that is not finite says that a vector is broken; that must show.
	if finite := m.XY-m.XY == 0; finite && (m.XX < shortest || m.YY < shortest) {
		return 0, 0
	}
	lengths = math.Sqrt(m.XX * m.YY)
	c = m.XY / lengths
	if c > 1 {
		c = 1
	} else if c < -1 {
		c = -1
	}
	return c, lengths
}

// cosineSlopes are the derivatives of the cosine by the moments, 0 if a vector
// is zero.
func (m Moments) cosineSlopes() Moments {
	c, lengths := m.cosine()
	if lengths == 0 {
		return Moments{}
	}
	return Moments{XX: -c / (2 * m.XX), YY: -c / (2 * m.YY), XY: 1 / lengths}
}

func (cosine) Column(dst []float64, s *Sums) (lo, hi, err float64) {
	inverse, xy := s.Y.inverse[:len(dst)], s.XY[:len(dst)]
	ix := InverseLength(s.XX)
	for j := range dst {
		v := xy[j] * (ix * inverse[j])
		if v > 1 {
			v = 1
		} else if v < -1 {
			v = -1
		}
		dst[j] = 1 - v
	}
	return 0, 2, min(s.ErrXY*ix*s.Y.maxInverse*(1+tiny)+tiny, 2)
}

// Bounds are those of (|x-y|² - (|x|-|y|)²) / 2|x||y|, which is (D-|x|²)/|y| - |y| but for
// constants. Over |y| that falls or, where D is below |x|², has a maximum at the root of |x|² - D;
// the minimum lies at an end.
func (cosine) Bounds(r *Range) (lo, hi float64) {
	if r.XX < shortest {
		return 1, 1
	}
	if r.ShortY < 2e-30 { // a zero vector may be among them
		return 0, 2
	}
	x := math.Sqrt(r.XX)
	at := func(y, dd float64) (v, err float64) {
		gap, product := x-y, 2*x*y
		return (dd - gap*gap) / product, r.Err * ((dd+r.XX+y*y)/product + 1)
	}
	lo = 2
	for _, y := range [2]float64{r.ShortY, r.LongY} {
		v, err := at(y, r.LeastDD)
		lo = min(lo, v-err)
	}
	for _, y := range [3]float64{r.ShortY, r.LongY, math.Sqrt(max(r.XX-r.MostDD, 0))} {
		if y >= r.ShortY && y <= r.LongY {
			v, err := at(y, r.MostDD)
			hi = max(hi, v+err)
		}
	}
	return max(lo, 0), min(hi, 2)
}
