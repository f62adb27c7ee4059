package metric

import "math"

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

func (angular) Name() string   { return "angular" }
func (angular) Symbol() string { return "ang" }

func (angular) at(m Moments) float64 {
	c, _ := m.cosine()
	return math.Acos(c) / math.Pi
}

func (angular) slopes(m Moments) Moments {
	c, _ := m.cosine()
	g := -1 / (math.Pi * math.Sqrt(math.Max((1-c)*(1+c), sharpest)))
	s := m.cosineSlopes()
	return Moments{XX: g * s.XX, YY: g * s.YY, XY: g * s.XY}
}
