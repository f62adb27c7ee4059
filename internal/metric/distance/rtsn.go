package distance

import (
	"math"

	"mekiki/internal/lang"
)

// rtsn is the spread √V = 1/√η of Taguchi's RT method (recognition-Taguchi),
// where η = 1/V is the SN ratio of y against its reference x. V is the variance
// of y about the line through the origin that fits it to x, over k components:
//
//	V = |y - βx|² / (k-1)      β = <x,y>/<x,x>
//
// the same as Taguchi's (<y,y> - <x,y>²/<x,x>) / (k-1), which loses its digits
// where y is nearly a multiple of x (Taguchi, 2006). 0 upwards; 0 for every
// multiple of x, see rtsensitivity.
//
// It is not symmetric: the anchor x is the reference. Of a zero anchor nothing
// can be told: β is taken as 0, all of y is spread, and the gradient by x is 0.
// One component lies on its line always: the distance is 0. On the line, to
// within 1e-15 of |y|, the gradient is taken as 0, one of the subgradients of
// the cone's tip.
type rtsn[T Float] struct{}

var _ = register(rtsn[float32]{}, rtsn[float64]{})

// onTheLine is the share of <y,y> below which |y - βx|² is rounding.
const onTheLine = 1e-30

func (rtsn[T]) Name() string          { return "rtsn" }
func (rtsn[T]) Symbol() string        { return "rte" }
func (rtsn[T]) Display() lang.Message { return lang.T("RT spread") }

func (rtsn[T]) Value(x, y []T) float64 {
	beta, _ := rtFit(x, y)
	return rtSpread(rtError(x, y, beta), len(x))
}

func (rtsn[T]) AddGrad(g float64, x, y, dx, dy []T) {
	y, dx, dy = y[:len(x)], dx[:len(x)], dy[:len(x)]
	beta, yy := rtFit(x, y)
	sum := rtError(x, y, beta)
	if oneFinite := len(x) == 1 && sum-sum == 0; oneFinite || sum <= onTheLine*yy {
		return
	}
	g /= float64(len(x)-1) * rtSpread(sum, len(x))
	// y - βx stands upright on x, so the change of β itself adds nothing.
	for i := range x {
		e := g * (float64(y[i]) - float64(beta*float64(x[i])))
		dx[i] -= T(beta * e)
		dy[i] += T(e)
	}
}

// rtFit gives the slope β, 0 for a zero x, and <y,y>. Even and odd components
// are summed apart: each sum alone would wait for its own last addition.
func rtFit[T Float](x, y []T) (beta, yy float64) {
	y = y[:len(x)]
	var xx0, xx1, xy0, xy1, yy0, yy1 float64
	i := 0
	for ; i+1 < len(x); i += 2 {
		a, b := float64(x[i]), float64(y[i])
		c, d := float64(x[i+1]), float64(y[i+1])
		xx0 += float64(a * a)
		xy0 += float64(a * b)
		yy0 += float64(b * b)
		xx1 += float64(c * c)
		xy1 += float64(c * d)
		yy1 += float64(d * d)
	}
	if i < len(x) {
		a, b := float64(x[i]), float64(y[i])
		xx0 += float64(a * a)
		xy0 += float64(a * b)
		yy0 += float64(b * b)
	}
	m := Moments{XX: xx0 + xx1, XY: xy0 + xy1}
	if noReference(m) {
		return 0, yy0 + yy1
	}
	return m.XY / m.XX, yy0 + yy1
}

// rtError is |y - βx|².
func rtError[T Float](x, y []T, beta float64) float64 {
	y = y[:len(x)]
	var even, odd float64
	i := 0
	for ; i+1 < len(x); i += 2 {
		a := float64(y[i]) - float64(beta*float64(x[i]))
		b := float64(y[i+1]) - float64(beta*float64(x[i+1]))
		even += float64(a * a)
		odd += float64(b * b)
	}
	if i < len(x) {
		a := float64(y[i]) - float64(beta*float64(x[i]))
		even += float64(a * a)
	}
	return even + odd
}

// rtSpread is √V of the sum of squares over k components. A sum that is not
// finite stays so, even where there is no spread.
func rtSpread(sum float64, k int) float64 {
	if k == 1 {
		return 0 * sum
	}
	return math.Sqrt(sum / float64(k-1))
}
