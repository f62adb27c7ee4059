package metric

import "math"

// rtsensitivity is |β-1| with the sensitivity β = <x,y>/<x,x> of Taguchi's RT
// method (recognition-Taguchi): x is the reference, <x,x> its effective divider
// r, <x,y> the linear form L, and β the slope of the line through the origin
// that fits y to x (Taguchi, 2006). β is 1 if y is as strong as its reference;
// the distance is 0 upwards.
//
// It says nothing of what stands upright on x: d(x,y) = 0 does not make y = x.
// rtsn sees that part; the two belong together. It is not symmetric: the anchor
// x is the reference. A zero anchor has no slope: β is taken as 0, so the
// distance is 1 and the gradient 0. At β = 1 the gradient is taken as 0, one of
// the subgradients of the kink.
type rtsensitivity struct{}

var _ = registerMoments(rtsensitivity{})

func (rtsensitivity) Name() string   { return "rtsensitivity" }
func (rtsensitivity) Symbol() string { return "rtb" }

func (rtsensitivity) at(m Moments) float64 {
	if noReference(m) {
		return 1
	}
	return math.Abs(m.XY-m.XX) / m.XX
}

func (rtsensitivity) slopes(m Moments) Moments {
	if noReference(m) || m.XY == m.XX {
		return Moments{}
	}
	s := math.Copysign(1/m.XX, m.XY-m.XX)
	return Moments{XX: -s * (m.XY / m.XX), XY: s}
}

// noReference says whether x counts as zero. An XY that is not finite says that
// a vector is broken; that must show.
func noReference(m Moments) bool {
	return m.XX < shortest && m.XY-m.XY == 0
}
