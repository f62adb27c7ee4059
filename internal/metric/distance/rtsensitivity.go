package distance

import (
	"math"

	"mekiki/internal/lang"
)

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

func (rtsensitivity) Name() string          { return "rtsensitivity" }
func (rtsensitivity) Symbol() string        { return "rtb" }
func (rtsensitivity) Display() lang.Message { return lang.T("RT sensitivity") }

func (rtsensitivity) At(m Moments) float64 {
	if noReference(m) {
		return 1
	}
	return math.Abs(m.XY-m.XX) / m.XX
}

func (rtsensitivity) Slopes(m Moments) Moments {
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

func (rtsensitivity) Column(dst []float64, s *Sums) (lo, hi, err float64) {
	if s.XX < shortest {
		for j := range dst {
			dst[j] = 1
		}
		return 1, 1, 0
	}
	xy := s.XY[:len(dst)]
	for j := range dst {
		dst[j] = math.Abs(xy[j]-s.XX) / s.XX
	}
	top := 1 + s.Y.longest/math.Sqrt(s.XX)
	err = s.ErrXY/s.XX + tiny*top
	return 0, top + err, err
}

// Bounds are those of |<x,y> - <x,x>| / <x,x>.
func (rtsensitivity) Bounds(r *Range) (lo, hi float64) {
	if r.XX < shortest {
		return 1, 1
	}
	ratio := r.LongY / math.Sqrt(r.XX)
	err := r.Err * (1 + ratio + ratio*ratio + r.MostDD/r.XX)
	high := min((r.XX+r.LongY*r.LongY-r.LeastDD)/(2*r.XX), ratio) - 1 + err
	low := max((r.XX+r.ShortY*r.ShortY-r.MostDD)/(2*r.XX), -ratio) - 1 - err
	high = max(high, low)
	hi = max(-low, math.Abs(high))
	if low <= 0 && high >= 0 {
		return 0, hi
	}
	return min(math.Abs(low), math.Abs(high)), hi
}
