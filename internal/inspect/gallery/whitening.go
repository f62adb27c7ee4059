package gallery

import (
	"gonum.org/v1/gonum/mat"

	"mekiki/internal/kernel"
	"mekiki/internal/stats"
)

// Shrinkage is how much of the mean variance is added to each, so that directions in
// which good vectors hardly vary do not count without bounds (Ledoit & Wolf, 2004, with a
// fixed share).
const Shrinkage = 0.1

// Whitening is the linear map after which good vectors vary alike in all directions, so
// that Euclidean distance there is Mahalanobis distance (Mahalanobis, 1936) with the
// shrunk covariance.
type Whitening struct {
	Dim int
	// Matrix is row-major (Dim, Dim), the inverse of the Cholesky factor; Shift is what is
	// added then. It takes the mean to 0.
	Matrix, Shift []float32

	weights []float32 // packed for kernel.Conv
	bias    []float32
}

// NewWhitening is that of n vectors, row-major (n, dim). Sums are in float64, in the order
// of the rows. It panics if n or dim < 1 or x is too short.
func NewWhitening(x []float32, n, dim int) *Whitening {
	mean := meanOf(x, n, dim)
	cov := covariance(x, n, dim, mean)
	trace := 0.0
	for q := range dim {
		trace += cov.At(q, q)
	}
	least := Shrinkage * trace / float64(dim)
	if trace == 0 {
		least = 1 // all vectors are one
	}
	inverse := stats.Whitener(cov, least)
	w := &Whitening{Dim: dim, Matrix: make([]float32, dim*dim), Shift: make([]float32, dim)}
	for r := range dim {
		sum := 0.0
		for q := range dim {
			v := inverse.At(r, q)
			w.Matrix[r*dim+q] = float32(v)
			sum -= v * mean[q]
		}
		w.Shift[r] = float32(sum)
	}
	w.pack()
	return w
}

// meanOf is the mean of n vectors.
func meanOf(x []float32, n, dim int) []float64 {
	mean := make([]float64, dim)
	for i := range n {
		for q, v := range x[i*dim:][:dim] {
			mean[q] += float64(v) / float64(n)
		}
	}
	return mean
}

// covarianceRows is how many rows are multiplied at a time.
const covarianceRows = 4096

// covariance is that of n vectors around a mean.
func covariance(x []float32, n, dim int, mean []float64) *mat.SymDense {
	sum := mat.NewSymDense(dim, nil)
	block := make([]float64, 0, covarianceRows*dim)
	for from := 0; from < n; from += covarianceRows {
		rows := min(covarianceRows, n-from)
		block = block[:0]
		for i := from; i < from+rows; i++ {
			for q, v := range x[i*dim:][:dim] {
				block = append(block, float64(v)-mean[q])
			}
		}
		sum.SymRankK(sum, 1/float64(n), mat.NewDense(rows, dim, block).T())
	}
	return sum
}

// pack prepares what Apply reads.
func (w *Whitening) pack() {
	w.weights, w.bias = make([]float32, kernel.Pad(w.Dim)*w.Dim), make([]float32, kernel.Pad(w.Dim))
	for r := range w.Dim {
		for q := range w.Dim {
			w.weights[(r/kernel.Lane*w.Dim+q)*kernel.Lane+r%kernel.Lane] = w.Matrix[r*w.Dim+q]
		}
	}
	copy(w.bias, w.Shift)
}

// apply whitens rows of panels, [.][capacity][16] with a stride of its own.
func (w *Whitening) apply(dst, src []float32, window *kernel.Window, rows, stride, capacity int) {
	kernel.Conv(dst, src, w.weights, window, 0, rows, stride, capacity, w.Dim, kernel.Pad(w.Dim), &kernel.Finish{Bias: w.bias})
}

// rows whitens vectors, row-major.
func (w *Whitening) rows(x []float32, n int) []float32 {
	out := make([]float32, n*w.Dim)
	capacity := kernel.PadRows(n)
	in, made := make([]float32, kernel.Pad(w.Dim)*capacity), make([]float32, kernel.Pad(w.Dim)*capacity)
	kernel.Pack(in, x, n, w.Dim, capacity)
	window := rowsInOrder(capacity)
	w.apply(made, in, &window, n, capacity*kernel.Lane, capacity)
	kernel.Unpack(out, made, n, w.Dim, capacity)
	return out
}

// rowsInOrder is a window that takes each row as it is.
func rowsInOrder(rows int) kernel.Window {
	w := kernel.Window{Taps: 1, In: make([]int32, rows), Out: make([]int32, rows)}
	for i := range rows {
		w.In[i], w.Out[i] = int32(i*kernel.Lane), int32(i)
	}
	return w
}
