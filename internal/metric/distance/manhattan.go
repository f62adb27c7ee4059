package distance

import (
	"math"

	"mekiki/internal/lang"
)

// manhattan is the sum of the absolute differences Σ|x_i-y_i|, 0 upwards, also
// called city block or L1 distance (Minkowski, "Geometrie der Zahlen", 1896, for
// p = 1). Large differences of few components count for less than in the
// Euclidean distance.
//
// Where components are equal the gradient by them is taken as 0, one of the
// subgradients of the kink.
type manhattan[T Float] struct{}

var _ = register(manhattan[float32]{}, manhattan[float64]{})

func (manhattan[T]) Name() string          { return "manhattan" }
func (manhattan[T]) Symbol() string        { return "man" }
func (manhattan[T]) Display() lang.Message { return lang.T("Manhattan") }

// Value sums even and odd components apart: each sum alone would wait for its
// own last addition.
func (manhattan[T]) Value(x, y []T) float64 {
	y = y[:len(x)]
	var even, odd float64
	i := 0
	for ; i+1 < len(x); i += 2 {
		even += math.Abs(float64(x[i]) - float64(y[i]))
		odd += math.Abs(float64(x[i+1]) - float64(y[i+1]))
	}
	if i < len(x) {
		even += math.Abs(float64(x[i]) - float64(y[i]))
	}
	return even + odd
}

func (manhattan[T]) AddGrad(g float64, x, y, dx, dy []T) {
	y, dx, dy = y[:len(x)], dx[:len(x)], dy[:len(x)]
	for i := range x {
		d := float64(x[i]) - float64(y[i])
		if d == 0 {
			continue
		}
		s := T(g * (d / math.Abs(d))) // exactly ±g, and NaN where d is not finite
		dx[i] += s
		dy[i] -= s
	}
}
