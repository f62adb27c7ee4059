package distance

import (
	"math"

	"mekiki/internal/lang"
)

// sharpest is the least sin² of the angle by which the slope of the arc cosine
// divides: an angle of 1e-6 radian.
const sharpest = 1e-12

// angular is the angle between two vectors as a share of the half circle,
// arccos(cos)/π, 0 (same direction) to 1 (opposite). Unlike the cosine distance
// it obeys the triangle inequality.
//
// A zero vector gives 0.5 and gradient 0, as if it stood upright on the other.
// At angle 0 and π the derivative by the vectors has a length, 1/(π|x|), but no
// direction. Within 1e-6 radian of these the gradient fades to 0 with the sine;
// it is never longer than 1/(π|x|).
type angular struct{}

var _ = registerMoments(angular{})

func (angular) Name() string          { return "angular" }
func (angular) Display() lang.Message { return lang.T("angular") }
func (angular) Symbol() string        { return "ang" }

func (angular) At(m Moments) float64 {
	c, _ := m.cosine()
	return math.Acos(c) / math.Pi
}

func (angular) Slopes(m Moments) Moments {
	c, _ := m.cosine()
	g := -1 / (math.Pi * math.Sqrt(math.Max((1-c)*(1+c), sharpest)))
	s := m.cosineSlopes()
	return Moments{XX: g * s.XX, YY: g * s.YY, XY: g * s.XY}
}

func (angular) Column(dst []float64, s *Sums) (lo, hi, err float64) {
	_, _, err = cosine{}.Column(dst, s)
	for j := range dst {
		dst[j] = math.Acos(1-dst[j]) / math.Pi
	}
	// |acos a - acos b| is at most π/2 √(2|a-b|), as between 1 and -1.
	return 0, 1, math.Sqrt(err/2) + tiny
}

func (angular) Bounds(r *Range) (lo, hi float64) {
	lo, hi = cosine{}.Bounds(r)
	lo, hi = math.Acos(1-lo)/math.Pi, math.Acos(1-hi)/math.Pi
	return max(lo-1e-8, 0), min(hi+1e-8, 1) // acos is steep at its ends
}
