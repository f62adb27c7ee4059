package distance

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

func TestDistanceGradientsAgainstDifferences(t *testing.T) {
	for _, name := range Names() {
		d := lookup[float64](t, name)
		for _, dim := range []int{1, 2, 3, 16, 128} {
			if dim == 1 && name == "angular" {
				continue // nothing but poles
			}
			for seed := range uint64(5) {
				// Lengths near 2 keep the differences' own rounding small.
				v := testutil.Normals[float64](seed, 2*dim, 2/math.Sqrt(float64(dim)))
				grad := testutil.Normals[float64](99, 2*dim, 1)
				before := slices.Clone(grad)
				const g = -1.7
				d.AddGrad(g, v[:dim], v[dim:], grad[:dim], grad[dim:])
				for i := range grad {
					grad[i] -= before[i] // AddGrad adds
				}
				f := func(v []float64) float64 { return g * d.Value(v[:dim], v[dim:]) }
				testutil.GradCheck(t, fmt.Sprintf("%s, dim %d, seed %d", name, dim, seed), f, v, grad, known[name].gradTol)
			}
		}
	}
}
