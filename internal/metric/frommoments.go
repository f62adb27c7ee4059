package metric

import "mekiki/internal/metric/distance"

// FromMoments gives d as a function of the moments of a pair, for callers that
// have the moments by a quicker way, such as whole numbers of 8-bit pictures.
// Of MomentsOf(x, y) it gives bitwise d.Value(x, y). ok is false if d needs the
// vectors themselves.
func FromMoments[T distance.Float](d Measure[T]) (at func(distance.Moments) float64, ok bool) {
	switch d := d.(type) {
	case pairMeasure[T]:
		return d.loss.PairAt, d.loss.OfMoments()
	case distance.Distance[T]:
		m, centred, ok := distance.AsMoments(d)
		if !ok || centred {
			return nil, false
		}
		return m.At, true
	}
	return nil, false
}
