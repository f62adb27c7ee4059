package distance

import (
	"fmt"
	"math"

	"mekiki/internal/lang"
)

// covariance says how a picture's embedding scatters within its class, as
// differences of anchors and positives show it. fitMahalanobis makes it.
type covariance struct {
	// Dim is the length of an embedding.
	Dim int
	// Pairs is the number of differences that it was estimated from.
	Pairs int
	// Shrinkage is the share of the identity, 0 to 1.
	Shrinkage float64
	// Matrix is the estimate after shrinking, row-major (Dim, Dim), symmetric, in
	// squared units of the embedding.
	Matrix []float64
}

// fitMahalanobis estimates the within-class covariance from the anchors and
// positives of emb, row-major (3n, dim), rows anchor, positive, negative. With
//
//	S = Σ (a-p)(a-p)ᵀ / 2n        μ = trace(S) / dim
//
// it is (1-ρ)S + ρμI, shrunk by the share ρ that Ledoit and Wolf ("A
// well-conditioned estimator for large-dimensional covariance matrices", 2004)
// estimate to bring it nearest to the true one. The differences have mean 0,
// since anchor and positive could change places. ρ comes near 0 with many pairs.
//
// It is an error if there are no triplets, a value is not finite, or every
// anchor equals its positive. It panics if emb is not whole triplets.
func fitMahalanobis[T Float](emb []T, dim int) (*covariance, error) {
	c, fourth, err := scatter(emb, dim)
	if err != nil {
		return nil, err
	}
	c.shrink(c.ledoitWolf(fourth))
	return c, nil
}

// scatter gives S, not shrunk, and the mean of |z|⁴ over z = (a-p)/√2.
func scatter[T Float](emb []T, dim int) (c *covariance, fourth float64, err error) {
	if dim < 1 || len(emb)%(3*dim) != 0 {
		panic(fmt.Sprintf("distance: %d values are not whole triplets of dim %d", len(emb), dim))
	}
	n := len(emb) / (3 * dim)
	if n == 0 {
		return nil, 0, lang.Errorf("covariance: no triplets to estimate it from")
	}
	c = &covariance{Dim: dim, Pairs: n, Matrix: make([]float64, dim*dim)}
	d := make([]float64, dim)
	for k := range n {
		a, p := emb[3*k*dim:(3*k+1)*dim], emb[(3*k+1)*dim:(3*k+2)*dim]
		square := 0.0
		for i := range d {
			d[i] = float64(a[i]) - float64(p[i])
			square += float64(d[i] * d[i])
		}
		if math.IsNaN(square) || math.IsInf(square, 0) {
			return nil, 0, lang.Errorf("covariance: the anchor or the positive of triplet %d is not finite; the network's weights or the picture are broken", k)
		}
		fourth += float64(square * square / 4)
		for i, v := range d {
			row := c.Matrix[i*dim : i*dim+i+1]
			for j := range row {
				row[j] += float64(v * d[j])
			}
		}
	}
	for i := range dim {
		for j := range i + 1 {
			v := c.Matrix[i*dim+j] / float64(2*n)
			c.Matrix[i*dim+j], c.Matrix[j*dim+i] = v, v
		}
	}
	if c.scale() == 0 {
		return nil, 0, lang.Errorf("covariance: every anchor equals its positive, so nothing scatters; has the network collapsed?")
	}
	return c, fourth / float64(n), nil
}

// scale is μ, the mean variance of a component.
func (c *covariance) scale() float64 {
	trace := 0.0
	for i := range c.Dim {
		trace += c.Matrix[i*c.Dim+i]
	}
	return trace / float64(c.Dim)
}

// ledoitWolf is the shrinkage that the paper's lemmas 3.2 to 3.5 estimate: b²/d²,
// with d² = |S-μI|² the distance of S from its target and b² = Σ|zzᵀ-S|²/n² the
// error of S, at most d². fourth is the mean of |z|⁴.
func (c *covariance) ledoitWolf(fourth float64) float64 {
	mu, squares := c.scale(), 0.0
	for _, v := range c.Matrix {
		squares += float64(v * v)
	}
	d2 := squares - float64(mu*mu*float64(c.Dim))
	b2 := min((fourth-squares)/float64(c.Pairs), d2)
	if b2 <= 0 {
		return 0
	}
	return b2 / d2
}

// shrink brings the matrix nearer to μI.
func (c *covariance) shrink(share float64) {
	target := share * c.scale()
	for i := range c.Matrix {
		c.Matrix[i] *= 1 - share
	}
	for i := range c.Dim {
		c.Matrix[i*c.Dim+i] += target
	}
	c.Shrinkage = share
}
