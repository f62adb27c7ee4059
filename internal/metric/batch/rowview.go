package batch

import (
	"math"

	"mekiki/internal/metric/distance"
)

// viewKind is how rows are seen before their moments are taken.
type viewKind uint8

const (
	viewPlain    viewKind = iota
	viewCentred           // without their means: correlation, snr
	viewWhitened          // W x: mahalanobis is the Euclidean distance of these
)

// rowView is the rows of a batch seen in one way, with the cosines of all pairs.
// Slopes by moments come back as one matrix A with
//
//	∂L/∂x_i = Σ_j A_ij x_j
//
// because each moment of (x_i, x_j) has a gradient made of x_i and x_j alone
// (Moments.ownX, ownY, cross). So a million triplets cost one matrix product. Both
// products are of rows of length 1, so that no length leaves the range of float32.
type rowView[T distance.Float] struct {
	kind   viewKind
	rows   []T // (n, dim): the batch's own, or seen
	seen   []T
	unit   unitRows[T]
	length []float64
	cosine []T // (n, n)
	// own is the diagonal of A, cross the rest; coefficients are A with column j
	// times |x_j|.
	own          []float64
	coefficients []T
	used         bool // some coefficient is not 0
	grad         []T
	times        matrixProduct[T]
}

// set takes the rows of a batch. m is the state for viewWhitened.
func (v *rowView[T]) set(b *input[T], m *distance.Mahalanobis[T]) {
	n, dim := b.n, b.dim
	v.rows = b.emb
	if v.kind != viewPlain {
		v.seen = grow(v.seen, n*dim)
		copy(v.seen, b.emb)
		v.rows = v.seen
		for i := range n {
			v.see(v.rows[i*dim:(i+1)*dim], m)
		}
	}
	v.unit.set(v.rows, n, dim)
	v.length, v.cosine, v.own = grow(v.length, n), grow(v.cosine, n*n), grow(v.own, n)
	for i, s := range v.unit.squares {
		v.length[i] = math.Sqrt(s)
	}
	b.products(v.cosine, v.unit.u, v.unit.u, n, n, dim)
}

// see changes a row to what the view sees.
func (v *rowView[T]) see(row []T, m *distance.Mahalanobis[T]) {
	if v.kind == viewCentred {
		centreRow(row)
	} else {
		m.Whiten(row)
	}
}

// centreRow takes its mean off a row. Equal components leave exactly 0.
func centreRow[T distance.Float](row []T) {
	first, sum := float64(row[0]), 0.0
	for _, x := range row {
		sum += float64(x) - first
	}
	mean := first + sum/float64(len(row))
	for t, x := range row {
		row[t] = T(float64(x) - mean)
	}
}

// near is the share of XX+YY below which DD, computed as XX+YY-2XY, has lost too
// many of float32's digits: there the moments are summed from the rows.
const near = 1.0 / 128

// moments are those of rows i and j.
func (v *rowView[T]) moments(i, j, n, dim int) distance.Moments {
	m := distance.Moments{XX: v.unit.squares[i], YY: v.unit.squares[j], XY: float64(v.cosine[i*n+j]) * (v.length[i] * v.length[j])}
	m.DD = m.XX + m.YY - 2*m.XY
	if m.DD < near*(m.XX+m.YY) {
		return distance.MomentsOf(v.rows[i*dim:(i+1)*dim], v.rows[j*dim:(j+1)*dim])
	}
	return m
}

// back adds to b.grad what the coefficients say.
func (v *rowView[T]) back(b *input[T], m *distance.Mahalanobis[T]) {
	if !v.used {
		return
	}
	n, dim := b.n, b.dim
	v.grad = grow(v.grad, n*dim)
	v.multiply(n, dim, b.products)
	for i := range n {
		row, to := v.grad[i*dim:(i+1)*dim], b.grad[i*dim:(i+1)*dim]
		if v.kind == viewWhitened {
			m.AddWhitenGrad(row, to)
			continue
		}
		for t, g := range row {
			to[t] += g
		}
	}
}

// multiply overwrites grad with A times the rows. Miners that pick few triplets leave
// most of A 0; then only the rest is visited.
func (v *rowView[T]) multiply(n, dim int, products Products[T]) {
	filled := 0
	for i := range n {
		v.coefficients[i*n+i] = T(v.own[i] * v.length[i])
		for _, a := range v.coefficients[i*n : (i+1)*n] {
			if a != 0 {
				filled++
			}
		}
	}
	if filled > n*n/16 {
		v.times.into(v.grad, v.coefficients, v.unit.u, n, n, dim, products)
		return
	}
	clear(v.grad)
	for i := range n {
		to := v.grad[i*dim : (i+1)*dim]
		for j, a := range v.coefficients[i*n : (i+1)*n] {
			if a == 0 {
				continue
			}
			row := v.unit.u[j*dim : (j+1)*dim][:len(to)]
			for t := range to {
				to[t] += a * row[t]
			}
		}
	}
}

// lengthSlope adds g times the gradient of |x_i|; at length 0 it is taken as 0.
func (v *rowView[T]) lengthSlope(i int, g float64) {
	if length := v.length[i]; length != 0 {
		v.own[i] += g / length
		v.used = true
	}
}
