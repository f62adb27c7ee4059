package eval

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"mekiki/internal/stats"
)

// withinShrinkage is how much of the mean variance within classes is added to each direction,
// so that those in which few pictures hardly differ do not count without bounds. Between 1
// and 10 it hardly mattered on seven kinds of steel surface (docs/inspection.md).
const withinShrinkage = 1

// WithinClass is the linear map that takes the mean of known vectors to 0 and makes vectors of
// one class vary alike in all directions, up to withinShrinkage. The angle between what it
// gives is within-class covariance normalisation (Hatch, Kajarekar & Stolcke, 2006), which
// tells kinds apart by features that nothing was trained on: means of an eye's channels all
// point nearly the same way, and angles between them say little before it.
type WithinClass struct {
	Dim int
	// Mean has Dim numbers, Matrix is row-major (Dim, Dim) and lower triangular.
	Mean, Matrix []float32
}

// FitWithinClass learns the map of vectors, row-major (n, dim), and their classes. Sums are in
// float64 in the order of the rows. Where no class has two different vectors it only moves
// the mean to 0. It panics if there are no rows or not a label for each.
func FitWithinClass(emb []float32, labels []int32, dim int) *WithinClass {
	n := len(labels)
	if n == 0 || dim < 1 || len(emb) != n*dim {
		panic("eval: FitWithinClass wants vectors and a label for each")
	}
	mean := make([]float64, dim)
	of, count := map[int32][]float64{}, map[int32]int{}
	for i, c := range labels {
		if of[c] == nil {
			of[c] = make([]float64, dim)
		}
		count[c]++
		for q, v := range emb[i*dim:][:dim] {
			mean[q] += float64(v)
			of[c][q] += float64(v)
		}
	}
	w := &WithinClass{Dim: dim, Mean: make([]float32, dim), Matrix: make([]float32, dim*dim)}
	for q := range mean {
		mean[q] /= float64(n)
		w.Mean[q] = float32(mean[q])
	}
	rows := make([]float64, 0, n*dim)
	for i, c := range labels {
		for q, v := range emb[i*dim:][:dim] {
			rows = append(rows, float64(v)-of[c][q]/float64(count[c]))
		}
	}
	cov := mat.NewSymDense(dim, nil)
	if free := n - len(of); free > 0 {
		cov.SymOuterK(1/float64(free), mat.NewDense(n, dim, rows).T())
	}
	trace := 0.0
	for q := range dim {
		trace += cov.At(q, q)
	}
	least := withinShrinkage * trace / float64(dim)
	if least == 0 {
		least = 1
	}
	inverse := stats.Whitener(cov, least)
	// Angles do not see a common factor; with it numbers stay near 1.
	scale := math.Sqrt(least)
	for r := range dim {
		for q := range r + 1 {
			w.Matrix[r*dim+q] = float32(inverse.At(r, q) * scale)
		}
	}
	return w
}

// Apply maps vectors, row-major (n, Dim), to new ones. It panics if they do not fit.
func (w *WithinClass) Apply(emb []float32) []float32 {
	if len(emb)%w.Dim != 0 {
		panic("eval: vectors of another length")
	}
	out := make([]float32, len(emb))
	moved := make([]float64, w.Dim)
	for i := 0; i < len(emb); i += w.Dim {
		for q, v := range emb[i:][:w.Dim] {
			moved[q] = float64(v) - float64(w.Mean[q])
		}
		for r := range w.Dim {
			sum := 0.0
			for q, m := range w.Matrix[r*w.Dim:][:r+1] {
				sum += float64(float64(m) * moved[q])
			}
			out[i+r] = float32(sum)
		}
	}
	return out
}

// finite reports whether the map has numbers only.
func (w *WithinClass) finite() bool {
	for _, list := range [][]float32{w.Mean, w.Matrix} {
		for _, v := range list {
			if v-v != 0 {
				return false
			}
		}
	}
	return true
}
