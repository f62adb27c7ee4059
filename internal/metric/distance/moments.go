package distance

// Moments are the four sums over a pair of vectors that the angle, the lengths
// and the straight line between them depend on. As a gradient, each field holds
// the derivative by that sum.
type Moments struct {
	XX, YY float64 // <x,x> and <y,y>, the squared lengths
	XY     float64 // <x,y>
	DD     float64 // <x-y,x-y>, summed by itself: XX+YY-2XY loses all digits for near vectors
}

// A MomentDistance is a distance that is a function of the moments alone. A
// loss computes the moments of a triplet once for all its terms.
type MomentDistance interface {
	Name() string
	Symbol() string
	// At is the distance.
	At(m Moments) float64
	// Slopes are the derivatives of At by each moment.
	Slopes(m Moments) Moments
}

// AddScaled adds g*s to m.
func (m *Moments) AddScaled(g float64, s Moments) {
	m.XX += g * s.XX
	m.YY += g * s.YY
	m.XY += g * s.XY
	m.DD += g * s.DD
}

// The chain rule from the moments to the vectors:
//
//	∂/∂x = 2 XX x + XY y + 2 DD (x-y)
//	∂/∂y = 2 YY y + XY x - 2 DD (x-y)
//
// where m are the slopes by the moments.

// OwnX is the factor of x in ∂/∂x.
func (m Moments) OwnX() float64 { return 2 * (m.XX + m.DD) }

// OwnY is the factor of y in ∂/∂y.
func (m Moments) OwnY() float64 { return 2 * (m.YY + m.DD) }

// Cross is the factor of the other vector in both.
func (m Moments) Cross() float64 { return m.XY - 2*m.DD }

// MomentsOf sums the moments of one pair in float64, first value first. Conversions to
// float64 around products forbid the compiler to fuse them with the sum, so that sums are
// bitwise the same on every machine and in tripletMoments. It panics if y is shorter than x.
func MomentsOf[T Float](x, y []T) Moments {
	y = y[:len(x)]
	var m Moments
	for i := range x {
		u, v := float64(x[i]), float64(y[i])
		d := u - v
		m.XX += float64(u * u)
		m.YY += float64(v * v)
		m.XY += float64(u * v)
		m.DD += float64(d * d)
	}
	return m
}

// TripletMoments gives the moments of (a,p) and of (a,n) in one pass, bitwise
// those of MomentsOf. Seven sums side by side keep the adders busy: each sum
// alone would wait for its own last addition.
func TripletMoments[T Float](a, p, n []T) (ap, an Moments) {
	p, n = p[:len(a)], n[:len(a)]
	var xx, pp, nn, xp, xn, dp, dn float64
	for i := range a {
		x, y, z := float64(a[i]), float64(p[i]), float64(n[i])
		u, v := x-y, x-z
		xx += float64(x * x)
		pp += float64(y * y)
		nn += float64(z * z)
		xp += float64(x * y)
		xn += float64(x * z)
		dp += float64(u * u)
		dn += float64(v * v)
	}
	return Moments{xx, pp, xp, dp}, Moments{xx, nn, xn, dn}
}

// TripletGrad overwrites da, dp and dn with the gradient whose slopes by the
// moments of (a,p) and (a,n) are ap and an.
func TripletGrad[T Float](ap, an Moments, a, p, n, da, dp, dn []T) {
	p, n, da, dp, dn = p[:len(a)], n[:len(a)], da[:len(a)], dp[:len(a)], dn[:len(a)]
	aa, pp, nn := ap.OwnX()+an.OwnX(), ap.OwnY(), an.OwnY()
	cp, cn := ap.Cross(), an.Cross()
	for i := range a {
		x, y, z := float64(a[i]), float64(p[i]), float64(n[i])
		da[i] = T(aa*x + cp*y + cn*z)
		dp[i] = T(pp*y + cp*x)
		dn[i] = T(nn*z + cn*x)
	}
}

// ofMoments makes a Distance of a momentDistance.
type ofMoments[T Float] struct{ MomentDistance }

func (d ofMoments[T]) Value(x, y []T) float64 { return d.At(MomentsOf(x, y)) }

func (d ofMoments[T]) AddGrad(g float64, x, y, dx, dy []T) {
	var s Moments
	s.AddScaled(g, d.Slopes(MomentsOf(x, y)))
	AddPairGrad(s, x, y, dx, dy)
}

// AddPairGrad adds the gradient whose slopes by the moments of (x,y) are s.
func AddPairGrad[T Float](s Moments, x, y, dx, dy []T) {
	y, dx, dy = y[:len(x)], dx[:len(x)], dy[:len(x)]
	xx, yy, c := s.OwnX(), s.OwnY(), s.Cross()
	for i := range x {
		u, v := float64(x[i]), float64(y[i])
		dx[i] += T(xx*u + c*v)
		dy[i] += T(yy*v + c*u)
	}
}

// AsMoments gives d as a function of the moments of a pair; centred says that these are the
// moments of the vectors without their means. ok is false if d needs the vectors themselves.
func AsMoments[T Float](d Distance[T]) (m MomentDistance, centred, ok bool) {
	switch d := d.(type) {
	case ofMoments[T]:
		return d.MomentDistance, false, true
	case ofCentred[T]:
		return d.MomentDistance, true, true
	}
	return nil, false, false
}
