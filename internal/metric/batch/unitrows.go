package batch

import (
	"math"

	"mekiki/internal/metric/distance"
)

// unitRows are rows brought to length 1, for losses on the cosine. A row shorter
// than 1e-30 counts as zero: its cosine with every row is 0, and so is its gradient.
type unitRows[T distance.Float] struct {
	u       []T       // (n, dim)
	squares []float64 // <x,x>
	inverse []float64 // 1/length, 0 for a row that counts as zero
}

// set takes the rows of x, (n, dim).
func (r *unitRows[T]) set(x []T, n, dim int) {
	r.u, r.squares, r.inverse = grow(r.u, n*dim), grow(r.squares, n), grow(r.inverse, n)
	for i := range n {
		row, to := x[i*dim:(i+1)*dim], r.u[i*dim:(i+1)*dim]
		squares := inner(row, row)
		inverse := distance.InverseLength(squares)
		r.squares[i], r.inverse[i] = squares, inverse
		if squares-squares != 0 {
			inverse = math.NaN() // a broken row must show
		}
		for t, v := range row {
			to[t] = T(float64(v) * inverse)
		}
	}
}

// back turns du, (n, dim), the gradient by the unit rows u = x/|x|, into that by x:
//
//	∂L/∂x = (∂L/∂u - u <u,∂L/∂u>) / |x|
func (r *unitRows[T]) back(du []T, dim int) {
	for i, inverse := range r.inverse {
		u, d := r.u[i*dim:(i+1)*dim], du[i*dim:(i+1)*dim]
		along := inner(u, d)
		for t := range d {
			d[t] = T((float64(d[t]) - float64(along*float64(u[t]))) * inverse)
		}
	}
}
