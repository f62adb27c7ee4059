package projection

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"mekiki/internal/analyze/parallel"
)

const (
	// pcaBlock is how many directions are iterated together: the two that are
	// wanted, and some more, for the error falls with the ratio of the variance of
	// the first that is left out to that of the second.
	pcaBlock = 10
	// pcaSteps is where variances that are all but equal are left as they are.
	pcaSteps = 200
	// pcaError is the residual, as a share of the largest variance, to stop at.
	pcaError = 1e-10
)

// axes are the two directions of most variance, at right angles.
type axes struct {
	along [2][]float64
	share [2]float64 // of the whole variance
}

// components finds the axes by subspace iteration with a Rayleigh-Ritz step (Halko,
// Martinsson and Tropp, Finding structure with randomness, 2011, iterated until it
// has converged): it reads the vectors a few times and never holds a
// covariance matrix, so that raw pictures of any size fit. The largest value along
// an axis is positive. Where there is no second direction its axis is zero.
func (s *vectorSpace) components(workers int) *axes {
	q := min(pcaBlock, s.dim)
	// Any start leads to the same axes; a fixed one also to the same rounding.
	rng := rand.New(rand.NewPCG(1, 0))
	v := make([][]float64, q)
	for k := range v {
		v[k] = make([]float64, s.dim)
		for t := range v[k] {
			v[k][t] = rng.NormFloat64()
		}
	}
	orthonormal(v)
	for step := 0; ; step++ {
		w := s.covariance(v, workers)
		ritz := mat.NewSymDense(q, nil)
		for a := range q {
			for b := range a + 1 {
				ritz.SetSym(a, b, inner(v[a], w[b]))
			}
		}
		var eigen mat.EigenSym
		if !eigen.Factorize(ritz, true) {
			panic("projection: no eigenvalues of a finite symmetric matrix")
		}
		var u mat.Dense
		eigen.VectorsTo(&u)
		values := eigen.Values(nil) // from the smallest up
		a, worst := &axes{}, 0.0
		for k := range a.along {
			a.along[k] = make([]float64, s.dim)
			if k >= q || values[q-1-k] <= 1e-12*values[q-1] {
				continue
			}
			image := make([]float64, s.dim)
			for b := range q {
				axpy(a.along[k], u.At(b, q-1-k), v[b])
				axpy(image, u.At(b, q-1-k), w[b])
			}
			axpy(image, -values[q-1-k], a.along[k])
			worst = max(worst, math.Sqrt(inner(image, image)))
			a.share[k] = min(values[q-1-k]/s.variance(), 1-a.share[0]*float64(k)) // rounding adds nothing to the whole
		}
		if worst <= pcaError*values[q-1] || step == pcaSteps {
			a.turn()
			return a
		}
		v = w
		orthonormal(v)
	}
}

// covariance applies the covariance matrix of the places to each of v.
func (s *vectorSpace) covariance(v [][]float64, workers int) [][]float64 {
	blocks := (s.n + spaceRows - 1) / spaceRows
	part := make([][][]float64, blocks)
	parallel.Share(blocks, workers, func() func(int) {
		return func(b int) {
			part[b] = zeros(len(v), s.dim)
			for i := b * spaceRows; i < min((b+1)*spaceRows, s.n); i++ {
				x := s.row(i)
				for k := range v {
					along := innerPlace(v[k], x) / float64(s.n)
					for t, p := range x {
						part[b][k][t] += along * float64(p)
					}
				}
			}
		}
	})
	out := zeros(len(v), s.dim)
	for _, p := range part { // in their order, whoever made them
		for k := range out {
			axpy(out[k], 1, p[k])
		}
	}
	return out
}

// variance is the mean squared length of the places, with the digits of covariance:
// float32, as s.length has it, would let the shares of the axes exceed the whole.
func (s *vectorSpace) variance() float64 {
	sum := 0.0
	for i := range s.n {
		for _, v := range s.row(i) {
			sum += float64(v) * float64(v)
		}
	}
	return sum / float64(s.n)
}

// places are all places along the axes, row-major (n, 2).
func (a *axes) places(s *vectorSpace, workers int) []float64 {
	out := make([]float64, 2*s.n)
	parallel.Share((s.n+placeBlock-1)/placeBlock, workers, func() func(int) {
		return func(b int) {
			for i := b * placeBlock; i < min((b+1)*placeBlock, s.n); i++ {
				out[2*i], out[2*i+1] = innerPlace(a.along[0], s.row(i)), innerPlace(a.along[1], s.row(i))
			}
		}
	})
	return out
}

// turn makes the largest value of each axis positive.
func (a *axes) turn() {
	for _, v := range a.along {
		largest := 0.0
		for _, p := range v {
			if math.Abs(p) > math.Abs(largest) {
				largest = p
			}
		}
		if largest < 0 {
			for t := range v {
				v[t] = -v[t]
			}
		}
	}
}

// orthonormal makes v orthonormal by Gram and Schmidt, twice for the digits. What
// depends on those before it becomes zero.
func orthonormal(v [][]float64) {
	for k := range v {
		before := math.Sqrt(inner(v[k], v[k]))
		for range 2 {
			for b := range k {
				axpy(v[k], -inner(v[b], v[k]), v[b])
			}
		}
		scale := 0.0
		if length := math.Sqrt(inner(v[k], v[k])); length > 1e-12*before {
			scale = 1 / length
		}
		for t := range v[k] {
			v[k][t] *= scale
		}
	}
}

func zeros(rows, columns int) [][]float64 {
	out := make([][]float64, rows)
	for k := range out {
		out[k] = make([]float64, columns)
	}
	return out
}

func inner(x, y []float64) float64 {
	sum := 0.0
	for t, v := range x {
		sum += v * y[t]
	}
	return sum
}

func innerPlace(x []float64, y []float32) float64 {
	sum := 0.0
	for t, v := range x {
		sum += v * float64(y[t])
	}
	return sum
}

// axpy adds a*x to y.
func axpy(y []float64, a float64, x []float64) {
	for t, v := range x {
		y[t] += a * v
	}
}
