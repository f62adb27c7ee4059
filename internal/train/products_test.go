package train

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestProductsAreThoseOfALoop(t *testing.T) {
	var c products
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range [][3]int{{30, 17, 40}, {1, 1, 1}, {12, 16, 16}, {5, 33, 7}} { // the second is smaller: stale panels must not show
		nx, ny, dim := size[0], size[1], size[2]
		x, y, got := make([]float32, nx*dim), make([]float32, ny*dim), make([]float32, nx*ny)
		for _, v := range [][]float32{x, y} {
			for i := range v {
				v[i] = float32(r.NormFloat64())
			}
		}
		c.compute(got, x, y, nx, ny, dim)
		for i := range nx {
			for j := range ny {
				want := 0.0
				for k := range dim {
					want += float64(x[i*dim+k]) * float64(y[j*dim+k])
				}
				if math.Abs(want-float64(got[i*ny+j])) > 1e-4 {
					t.Fatalf("%v: (%d, %d) is %v, want %v", size, i, j, got[i*ny+j], want)
				}
			}
		}
	}
}
