package stats

import "gonum.org/v1/gonum/mat"

// Whitener is the lower triangular matrix after which vectors of a covariance vary alike in all
// directions: the inverse of its Cholesky factor, with ridge added to each variance first, which
// changes cov. It panics if the sum is not positive definite; a ridge above 0 on a covariance
// always is.
func Whitener(cov *mat.SymDense, ridge float64) *mat.TriDense {
	n := cov.SymmetricDim()
	for q := range n {
		cov.SetSym(q, q, cov.At(q, q)+ridge)
	}
	var chol mat.Cholesky
	if !chol.Factorize(cov) {
		panic("stats: a covariance that is not positive definite")
	}
	var lower, inverse mat.TriDense
	chol.LTo(&lower)
	if err := inverse.InverseTri(&lower); err != nil {
		panic("stats: " + err.Error()) // its diagonal is positive
	}
	return &inverse
}
