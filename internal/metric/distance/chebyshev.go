package distance

import (
	"math"

	"mekiki/internal/lang"
)

// chebyshev is the largest difference of two components, smoothed: the norm
//
//	(Σ |x_i-y_i|^16)^(1/16)
//
// which lies between the largest difference and k^(1/16) times it, over k
// components: at most 1.36 times for 128, 1.52 times for 784, and nearer the
// fewer components come close to the largest. It is 0 upwards and obeys the
// triangle inequality (Minkowski, 1896, for p = 16). The true maximum would send
// its whole gradient to a single component; this one shares it among those near
// the largest.
//
// Powers are taken of the share of the largest difference, so none overflows or
// all vanish. Between equal vectors the gradient is taken as 0, one of the
// subgradients of the tip. Differences below 1e-290 count as none.
type chebyshev[T Float] struct{}

var _ = register(chebyshev[float32]{}, chebyshev[float64]{})

// least is the least difference that has a reciprocal to take shares with.
const least = 1e-290

func (chebyshev[T]) Name() string          { return "chebyshev" }
func (chebyshev[T]) Symbol() string        { return "che" }
func (chebyshev[T]) Display() lang.Message { return lang.T("Chebyshev") }

func (chebyshev[T]) Value(x, y []T) float64 {
	y = y[:len(x)]
	var most float64
	for i := range x {
		// Not the max of the language: that one takes care of NaN, and time.
		if d := math.Abs(float64(x[i]) - float64(y[i])); d > most {
			most = d
		}
	}
	if most < least {
		return nothingOrNaN(x, y)
	}
	share := 1 / most
	sum := 0.0
	for i := range x {
		r := (float64(x[i]) - float64(y[i])) * share
		r *= r
		r *= r
		r *= r
		sum += float64(r * r)
	}
	return most * math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(sum))))
}

func (c chebyshev[T]) AddGrad(g float64, x, y, dx, dy []T) {
	y, dx, dy = y[:len(x)], dx[:len(x)], dy[:len(x)]
	v := c.Value(x, y)
	if v == 0 {
		return
	}
	share := 1 / v
	for i := range x {
		r := (float64(x[i]) - float64(y[i])) * share
		r2 := r * r
		r4 := r2 * r2
		s := T(g * (r * r2 * r4 * (r4 * r4))) // r^15 keeps the sign
		dx[i] += s
		dy[i] -= s
	}
}

// nothingOrNaN is 0, or NaN if a difference is: no comparison has seen it.
func nothingOrNaN[T Float](x, y []T) float64 {
	for i := range x {
		if d := float64(x[i]) - float64(y[i]); math.IsNaN(d) {
			return d
		}
	}
	return 0
}
