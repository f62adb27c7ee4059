package metric

import "math"

// MomentsOf sums the moments of a pair, in float64 and in a fixed order. It
// panics if y is shorter than x.
func MomentsOf[T Float](x, y []T) Moments { return pairMoments(x, y) }

// FromMoments gives d as a function of the moments of a pair, for callers that
// have the moments by a quicker way, such as whole numbers of 8-bit pictures.
// Of MomentsOf(x, y) it gives bitwise d.Value(x, y). ok is false if d needs the
// vectors themselves.
func FromMoments[T Float](d Measure[T]) (at func(Moments) float64, ok bool) {
	switch d := d.(type) {
	case ofMoments[T]:
		return d.at, true
	case pairMeasure[T]:
		return d.at, len(d.loss.raw) == 0
	}
	return nil, false
}

// at is the formula where the two vectors have these moments.
func (m pairMeasure[T]) at(sums Moments) float64 {
	var r registers
	m.loss.start(&r)
	for i := range m.loss.moments {
		in := &m.loss.moments[i]
		r.v[in.reg] = in.distance.at(sums)
	}
	pair := [len(pairNames)]Moments{AP: sums}
	for _, in := range m.loss.lengths {
		r.v[in.reg] = math.Sqrt(*squaredLength(&pair, in.picture))
	}
	return m.loss.program.forward(&r)
}
