package stats

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// TestWhitener holds W (C + rI) W' against the unit matrix.
func TestWhitener(t *testing.T) {
	const ridge = 0.5
	c := []float64{4, 1, 0.5, 1, 3, -1, 0.5, -1, 2}
	w := Whitener(mat.NewSymDense(3, append([]float64{}, c...)), ridge)
	for r := range 3 {
		for s := range 3 {
			sum, want := 0.0, 0.0
			if r == s {
				want = 1
			}
			for i := range 3 {
				for j := range 3 {
					v := c[i*3+j]
					if i == j {
						v += ridge
					}
					sum += w.At(r, i) * v * w.At(s, j)
				}
			}
			if math.Abs(sum-want) > 1e-12 {
				t.Errorf("(%d, %d) is %g", r, s, sum)
			}
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a negative variance is whitened")
		}
	}()
	Whitener(mat.NewSymDense(1, []float64{-1}), ridge)
}
