package metric

// MomentsOf sums the moments of a pair, in float64 and in a fixed order. It
// panics if y is shorter than x.
func MomentsOf[T Float](x, y []T) Moments { return pairMoments(x, y) }

// FromMoments gives d as a function of the moments of a pair, for callers that
// have the moments by a quicker way, such as whole numbers of 8-bit pictures.
// Of MomentsOf(x, y) it gives bitwise d.Value(x, y). ok is false if d needs the
// vectors themselves.
func FromMoments[T Float](d Distance[T]) (at func(Moments) float64, ok bool) {
	m, ok := d.(ofMoments[T])
	if !ok {
		return nil, false
	}
	return m.at, true
}
