package gallery

import (
	"gonum.org/v1/gonum/mat"

	"mekiki/internal/kernel"
)

// How many axes vectors are projected on: the first of them, a panel, are looked at for all
// vectors, all of them for those that remain.
const (
	axesFirst = kernel.Lane
	axesAll   = 3 * kernel.Lane
)

// Axes are directions at right angles along which vectors differ most (principal axes;
// Pearson, 1901). The difference of two vectors is at least as long as its projection on
// them. It is not changed by use.
type Axes struct {
	dim     int
	mean    []float32 // of the vectors that they are of
	weights []float32 // packed for kernel.Conv
}

// NewAxes are those of n vectors, row-major (n, dim).
// It panics if n or dim < 1 or x is too short.
func NewAxes(x []float32, n, dim int) *Axes {
	mean := meanOf(x, n, dim)
	cov := covariance(x, n, dim, mean)
	a := &Axes{dim: dim, mean: make([]float32, dim), weights: make([]float32, dim*axesAll)}
	for q, v := range mean {
		a.mean[q] = float32(v)
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(cov, true) {
		return a // projections of nothing: every vector is looked at
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for j := range min(axesAll, dim) {
		for q := range dim {
			a.weights[(j/kernel.Lane*dim+q)*kernel.Lane+j%kernel.Lane] = float32(vectors.At(q, dim-1-j)) // values ascend
		}
	}
	return a
}

// project gives the projections of n vectors: on the first axes as panels of points,
// [Pad(n)/16][axesFirst][16], and on all, row-major (n, axesAll).
func (a *Axes) project(x []float32, n int) (first, all []float32) {
	const rows = 960 // at a time
	first, all = make([]float32, kernel.Pad(n)*axesFirst), make([]float32, n*axesAll)
	in, made := make([]float32, kernel.Pad(a.dim)*rows), make([]float32, axesAll*rows)
	window := rowsInOrder(rows)
	for from := 0; from < n; from += rows {
		count := min(rows, n-from)
		kernel.Pack(in, x[from*a.dim:], count, a.dim, rows)
		kernel.Conv(made, in, a.weights, &window, 0, count, rows*kernel.Lane, rows, a.dim, axesAll, nil)
		kernel.Unpack(all[from*axesAll:], made, count, axesAll, rows)
	}
	for i := range n {
		to := first[i/kernel.Lane*kernel.Lane*axesFirst+i%kernel.Lane:]
		for t, v := range all[i*axesAll:][:axesFirst] {
			to[t*kernel.Lane] = v
		}
	}
	return first, all
}
