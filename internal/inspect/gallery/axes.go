package gallery

import (
	"gonum.org/v1/gonum/mat"

	"mekiki/internal/kernel"
)

// axesMost is how many axes vectors are projected on: a panel of kernel.Lane, on which vectors
// of an eye keep most of their differences.
const axesMost = kernel.Lane

// Axes are directions at right angles along which vectors differ most (principal axes;
// Pearson, 1901). The difference of two vectors is at least as long as its projection on
// them. It is not changed by use.
type Axes struct {
	dim     int
	weights []float32 // packed for kernel.Conv
}

// NewAxes are those of n vectors, row-major (n, dim).
// It panics if n or dim < 1 or x is too short.
func NewAxes(x []float32, n, dim int) *Axes {
	cov := covariance(x, n, dim, meanOf(x, n, dim))
	a := &Axes{dim: dim, weights: make([]float32, dim*kernel.Lane)}
	var eigen mat.EigenSym
	if !eigen.Factorize(cov, true) {
		return a // projections of nothing: every vector is looked at
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for j := range min(axesMost, dim) {
		for q := range dim {
			a.weights[q*kernel.Lane+j] = float32(vectors.At(q, dim-1-j)) // values ascend
		}
	}
	return a
}

// project writes the projections of n vectors as panels of points, [Pad(n)/16][axesMost][16].
func (a *Axes) project(x []float32, n int) []float32 {
	const rows = 960 // at a time
	out := make([]float32, kernel.Pad(n)*axesMost)
	in, made := make([]float32, kernel.Pad(a.dim)*rows), make([]float32, kernel.Lane*rows)
	window := rowsInOrder(rows)
	for from := 0; from < n; from += rows {
		count := min(rows, n-from)
		kernel.Pack(in, x[from*a.dim:], count, a.dim, rows)
		kernel.Conv(made, in, a.weights, &window, 0, count, rows*kernel.Lane, rows, a.dim, kernel.Lane, nil)
		for i := range count {
			to := out[(from+i)/kernel.Lane*kernel.Lane*axesMost+(from+i)%kernel.Lane:]
			for t := range axesMost {
				to[t*kernel.Lane] = made[i*kernel.Lane+t]
			}
		}
	}
	return out
}
