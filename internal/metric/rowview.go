package metric

import "math"

// viewKind is how rows are seen before their moments are taken.
type viewKind uint8

const (
	viewPlain    viewKind = iota
	viewCentred           // without their means: correlation, snr
	viewWhitened          // W x: mahalanobis is the Euclidean distance of these
)

// rowView is the rows of a batch seen in one way, with the inner products of all
// pairs. Slopes by moments come back as one matrix A with
//
//	∂L/∂x_i = Σ_j A_ij x_j
//
// because each moment of (x_i, x_j) has a gradient made of x_i and x_j alone
// (Moments.ownX, ownY, cross). So a million triplets cost one matrix product.
type rowView[T Float] struct {
	kind viewKind
	rows []T       // (n, dim)
	xx   []float64 // <x_i,x_i>
	xy   []T       // (n, n)
	// own and coefficients are A: its diagonal, and the rest.
	own          []float64
	coefficients []T
	used         bool // some coefficient is not 0
	grad         []T
	times        matrixProduct[T]
}

// set takes the rows of a batch. m is the state for viewWhitened.
func (v *rowView[T]) set(b *batchInput[T], m *Mahalanobis[T]) {
	n, dim := b.n, b.dim
	v.rows, v.xx, v.xy, v.own = grow(v.rows, n*dim), grow(v.xx, n), grow(v.xy, n*n), grow(v.own, n)
	copy(v.rows, b.emb)
	for i := range n {
		row := v.rows[i*dim : (i+1)*dim]
		switch {
		case v.kind == viewCentred:
			centreRow(row)
		case v.kind == viewWhitened && m.dim > 0:
			m.check(row, row)
			for k := dim - 1; k >= 0; k-- { // row k needs x_0 to x_k, so the last first
				z := 0.0
				for j, w := range m.row(k) {
					z += float64(w * float64(row[j]))
				}
				row[k] = T(z)
			}
		}
		v.xx[i] = inner(row, row)
	}
	b.products(v.xy, v.rows, v.rows, n, n, dim)
}

// centreRow takes its mean off a row. Equal components leave exactly 0.
func centreRow[T Float](row []T) {
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
// many of float32's digits, and tiny the product XX*YY below which XY may have left
// its range: there the moments are summed from the rows.
const (
	near = 1.0 / 128
	tiny = 1e-50
)

// moments are those of rows i and j.
func (v *rowView[T]) moments(i, j, n, dim int) Moments {
	m := Moments{XX: v.xx[i], YY: v.xx[j], XY: float64(v.xy[i*n+j])}
	m.DD = m.XX + m.YY - 2*m.XY
	if m.DD < near*(m.XX+m.YY) || m.XX*m.YY < tiny {
		return pairMoments(v.rows[i*dim:(i+1)*dim], v.rows[j*dim:(j+1)*dim])
	}
	return m
}

// back adds to b.grad what the coefficients say.
func (v *rowView[T]) back(b *batchInput[T], m *Mahalanobis[T]) {
	if !v.used {
		return
	}
	n, dim := b.n, b.dim
	v.grad = grow(v.grad, n*dim)
	v.multiply(n, dim, b.products)
	for i := range n {
		row, to := v.grad[i*dim:(i+1)*dim], b.grad[i*dim:(i+1)*dim]
		if v.kind == viewWhitened && m.dim > 0 { // Wᵀ
			for k, g := range row {
				for j, w := range m.row(k) {
					to[j] += T(w * float64(g))
				}
			}
			continue
		}
		for t, g := range row {
			to[t] += g
		}
	}
}

// multiply overwrites grad with A times rows. Miners that pick few triplets leave
// most of A 0; then only the rest is visited.
func (v *rowView[T]) multiply(n, dim int, products Products[T]) {
	filled := 0
	for i := range n {
		v.coefficients[i*n+i] = T(v.own[i])
		for _, a := range v.coefficients[i*n : (i+1)*n] {
			if a != 0 {
				filled++
			}
		}
	}
	if filled > n*n/16 {
		v.times.into(v.grad, v.coefficients, v.rows, n, n, dim, products)
		return
	}
	clear(v.grad)
	for i := range n {
		to := v.grad[i*dim : (i+1)*dim]
		for j, a := range v.coefficients[i*n : (i+1)*n] {
			if a == 0 {
				continue
			}
			row := v.rows[j*dim : (j+1)*dim][:len(to)]
			for t := range to {
				to[t] += a * row[t]
			}
		}
	}
}

// lengthSlope adds g times the gradient of |x_i|; at length 0 it is taken as 0.
func (v *rowView[T]) lengthSlope(i int, g float64) {
	if length := math.Sqrt(v.xx[i]); length != 0 {
		v.own[i] += g / length
		v.used = true
	}
}
