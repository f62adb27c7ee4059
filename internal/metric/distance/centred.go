package distance

// ofCentred makes a Distance of a momentDistance that is to see both vectors
// without their means: the moments are sums over x-mean(x) and y-mean(y). What
// is called variance is then a moment over the length.
//
// A vector whose components are all equal has no variance; so has every vector
// of one component. Its centred moment is exactly 0.
type ofCentred[T Float] struct{ MomentDistance }

// registerCentred adds a distance that is a function of the centred moments.
func registerCentred(d MomentDistance) struct{} {
	return register(ofCentred[float32]{d}, ofCentred[float64]{d})
}

func (d ofCentred[T]) Value(x, y []T) float64 {
	m, _, _ := centredMoments(x, y)
	return d.At(m)
}

// AddGrad needs no derivative of the means: slopes along centred vectors are
// centred themselves.
func (d ofCentred[T]) AddGrad(g float64, x, y, dx, dy []T) {
	y, dx, dy = y[:len(x)], dx[:len(x)], dy[:len(x)]
	m, meanX, meanY := centredMoments(x, y)
	var s Moments
	s.AddScaled(g, d.Slopes(m))
	xx, yy, c := s.OwnX(), s.OwnY(), s.Cross()
	for i := range x {
		u, v := float64(x[i])-meanX, float64(y[i])-meanY
		dx[i] += T(xx*u + c*v)
		dy[i] += T(yy*v + c*u)
	}
}

// centredMoments are the moments of x-mean(x) and y-mean(y), and both means.
//
// One pass: sums are taken of the distances from the first component, then
// the mean's part goes off. The first component is one of the sample, so what
// goes off is at most len(x) times what stays, and equal components give exactly 0
// (Chan, Golub and LeVeque, "Algorithms for computing the sample variance",
// 1983, on shifted data).
func centredMoments[T Float](x, y []T) (m Moments, meanX, meanY float64) {
	if len(x) == 0 {
		return m, 0, 0
	}
	y = y[:len(x)]
	x0, y0 := float64(x[0]), float64(y[0])
	d0 := x0 - y0
	var su, sv, sd float64
	for i := range x {
		a, b := float64(x[i]), float64(y[i])
		u, v, d := a-x0, b-y0, a-b-d0
		su += u
		sv += v
		sd += d
		m.XX += float64(u * u)
		m.YY += float64(v * v)
		m.XY += float64(u * v)
		m.DD += float64(d * d)
	}
	n := float64(len(x))
	m.XX = positive(m.XX - float64(su*su/n))
	m.YY = positive(m.YY - float64(sv*sv/n))
	m.XY -= float64(su * sv / n)
	m.DD = positive(m.DD - float64(sd*sd/n))
	return m, x0 + su/n, y0 + sv/n
}

// positive is v, or 0 if rounding brought a sum of squares below it. NaN stays.
func positive(v float64) float64 {
	if v < 0 {
		return 0
	}
	return v
}
