package distance

import (
	"fmt"
	"math"

	"mekiki/internal/lang"
)

// Mahalanobis is the distance √((x-y)ᵀ C⁻¹ (x-y)) with the within-class
// covariance C (Mahalanobis, "On the generalised distance in statistics", 1936):
// Euclidean distance in units in which a class scatters alike in every
// direction. It is 0 upwards, symmetric, and obeys the triangle inequality.
// Between equal vectors the gradient is taken as 0, one of the subgradients of
// the tip.
//
// It needs a state. Fit a covariance by FitWhitening, or take that
// of a file, and make it with ReadWhitening. The zero
// value has the identity for C: it is the Euclidean distance, of vectors of any
// length. That is what Lookup finds, so that formulas know the name.
type Mahalanobis[T Float] struct {
	// dim is 0 for the identity.
	dim int
	// whiten is the lower triangle of W, row by row, with WᵀW = C⁻¹: the distance
	// is |W(x-y)|. A sum of squares cannot come out below 0.
	whiten []float64
	// precision is C⁻¹, row-major: the gradient needs no scratch memory with it.
	precision []float64
}

// mahalanobisName is the name of the only distance with a state.
const mahalanobisName = "mahalanobis"

var _ = register(&Mahalanobis[float32]{}, &Mahalanobis[float64]{})

// newMahalanobis makes the distance of a covariance. It is an error if the
// covariance is singular, as it is from a single pair or, without shrinkage,
// from fewer pairs than components, or if it leaves the range of float32.
func newMahalanobis[T Float](c *covariance) (*Mahalanobis[T], error) {
	w, err := whitening(c)
	if err != nil {
		return nil, err
	}
	return readMahalanobis[T](w)
}

// readMahalanobis makes the distance of what State gave. It is an error if
// state is not a whole triangle of finite values with a diagonal above 0.
func readMahalanobis[T Float](state []float32) (*Mahalanobis[T], error) {
	dim := 0
	for dim*(dim+1)/2 < len(state) {
		dim++
	}
	if dim == 0 || dim*(dim+1)/2 != len(state) {
		return nil, lang.Errorf("mahalanobis: %d values are not the lower triangle of a matrix", len(state))
	}
	m := &Mahalanobis[T]{dim: dim, whiten: make([]float64, len(state)), precision: make([]float64, dim*dim)}
	for i, v := range state {
		m.whiten[i] = float64(v)
		if v-v != 0 {
			return nil, lang.Errorf("mahalanobis: value %d is %v; the covariance leaves the range of float32", i, v)
		}
	}
	for k := range dim {
		row := m.row(k)
		if row[k] <= 0 {
			return nil, lang.Errorf("mahalanobis: diagonal value %d is %v; it must be above 0", k, row[k])
		}
		for i, u := range row {
			for j, v := range row {
				m.precision[i*dim+j] += float64(u * v)
			}
		}
	}
	return m, nil
}

// State is what a file must hold: the lower triangle of W, row by row, (1 + 2 +
// ... + dim) values. They are float32 by construction, so nothing is lost.
func (m *Mahalanobis[T]) State() []float32 {
	state := make([]float32, len(m.whiten))
	for i, v := range m.whiten {
		state[i] = float32(v)
	}
	return state
}

// Dim is the length of the vectors that m measures; 0 means any.
func (m *Mahalanobis[T]) Dim() int { return m.dim }

// Name is "mahalanobis".
func (m *Mahalanobis[T]) Name() string { return mahalanobisName }

// Display is "Mahalanobis".
func (m *Mahalanobis[T]) Display() lang.Message { return lang.T("Mahalanobis") }

// Symbol is "mah".
func (m *Mahalanobis[T]) Symbol() string { return "mah" }

// Value is the distance. It panics if x or y is not of length Dim, or, for the
// identity, if y is shorter than x.
func (m *Mahalanobis[T]) Value(x, y []T) float64 {
	if m.dim == 0 {
		return ofMoments[T]{euclidean{}}.Value(x, y)
	}
	m.check(x, y)
	sum := 0.0
	for k := range m.dim {
		row := m.row(k)
		x, y := x[:len(row)], y[:len(row)]
		z := 0.0
		for j, w := range row {
			z += float64(w * (float64(x[j]) - float64(y[j])))
		}
		sum += float64(z * z)
	}
	return math.Sqrt(sum)
}

// AddGrad adds ±g C⁻¹(x-y)/d.
func (m *Mahalanobis[T]) AddGrad(g float64, x, y, dx, dy []T) {
	if m.dim == 0 {
		ofMoments[T]{euclidean{}}.AddGrad(g, x, y, dx, dy)
		return
	}
	v := m.Value(x, y)
	if v == 0 {
		return
	}
	dx, dy = dx[:m.dim], dy[:m.dim]
	for i := range dx {
		row := m.precision[i*m.dim : (i+1)*m.dim]
		x, y := x[:len(row)], y[:len(row)]
		s := 0.0
		for j, p := range row {
			s += float64(p * (float64(x[j]) - float64(y[j])))
		}
		dx[i] += T(g * (s / v))
		dy[i] -= T(g * (s / v))
	}
}

// Whitened is the distance that m is of vectors that Whiten has changed.
func (m *Mahalanobis[T]) Whitened() MomentDistance { return euclidean{} }

// Whiten overwrites x with W x. It panics as Value does.
func (m *Mahalanobis[T]) Whiten(x []T) {
	if m.dim == 0 {
		return
	}
	m.check(x, x)
	for k := len(x) - 1; k >= 0; k-- { // value k needs x_0 to x_k, so the last first
		row := m.row(k)
		x := x[:len(row)]
		sum := 0.0
		for j, w := range row {
			sum += float64(w * float64(x[j]))
		}
		x[k] = T(sum)
	}
}

// AddWhitenGrad adds Wᵀ dw to dx: dw is a gradient by W x, dx that by x.
func (m *Mahalanobis[T]) AddWhitenGrad(dw, dx []T) {
	if m.dim == 0 {
		for t, g := range dw {
			dx[t] += g
		}
		return
	}
	for k, g := range dw {
		for j, w := range m.row(k) {
			dx[j] += T(w * float64(g))
		}
	}
}

func (m *Mahalanobis[T]) check(x, y []T) {
	if len(x) != m.dim || len(y) != m.dim {
		panic(fmt.Sprintf("distance: vectors of %d and %d components for a covariance of %d", len(x), len(y), m.dim))
	}
}

// row is row k of W, k+1 values.
func (m *Mahalanobis[T]) row(k int) []float64 {
	return m.whiten[k*(k+1)/2 : (k+1)*(k+2)/2]
}

// whitening is L⁻¹, packed by rows, of the Cholesky factor L of C = LLᵀ, rounded
// to float32: what is stored in a file must measure as what was fitted.
func whitening(c *covariance) ([]float32, error) {
	n := c.Dim
	factor, inverse := make([]float64, n*n), make([]float64, n*n)
	for i := range n {
		for j := range i + 1 {
			s := c.Matrix[i*n+j]
			for k := range j {
				s -= float64(factor[i*n+k] * factor[j*n+k])
			}
			if i != j {
				factor[i*n+j] = s / factor[j*n+j]
				continue
			}
			// What is left of the variance after rounding says nothing.
			if !(s > 1e-12*c.Matrix[i*n+i]) {
				return nil, lang.Errorf("mahalanobis: the covariance is singular: component %d follows from those before it (%d pairs); take more triplets or a larger shrinkage", i, c.Pairs)
			}
			factor[i*n+i] = math.Sqrt(s)
		}
	}
	var packed []float32
	for i := range n {
		for j := range i + 1 {
			s := 0.0
			if i == j {
				s = 1
			}
			for k := j; k < i; k++ {
				s -= float64(factor[i*n+k] * inverse[k*n+j])
			}
			inverse[i*n+j] = s / factor[i*n+i]
			packed = append(packed, float32(inverse[i*n+j]))
		}
	}
	return packed, nil
}
