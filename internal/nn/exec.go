package nn

import (
	"mekiki/internal/kernel"
)

// exec is one computation of a plan at work: the numbers of its values.
type exec struct {
	net *Net
	*plan
	// val and grad hold the values and their gradients, [chunks][size].
	val, grad [][]float32
	// train is whether batch statistics and dropout are used.
	train bool
	// first says how the first convolution reads pixels, the pictures of a chunk with
	// their borders; nil where it reads value 0.
	first  *firstConv
	pixels []float32
	// params are those of the network.
	params []float32
	// seed and step choose what dropout drops.
	seed, step uint64
	norms      []normState
	// weights are those of each convolution as the forward pass takes them: the
	// parameters themselves, with a normalisation folded in, or their points.
	weights [][]float32
	// wt are transposed weights of convolutions, or their points, for gradients of
	// their inputs.
	wt [][]float32
	// grads are the gradients of the trained parameters.
	grads []float32
	// folds are the biases of convolutions with their normalisations, in inference.
	folds [][]float32
	// counts are the rows of each chunk of each convolution's output.
	counts [][]int32
	// scratch is plan.scratchOf values for each worker.
	scratch  [][]float32
	pictures int // of the batch
}

// of is chunk c of value v.
func (x *exec) of(v, c int) []float32 {
	size := x.values[v].size()
	return x.val[v][c*size : (c+1)*size]
}

// gradOf is chunk c of the gradient of value v.
func (x *exec) gradOf(v, c int) []float32 {
	size := x.values[v].size()
	return x.grad[v][c*size : (c+1)*size]
}

// panel is panel p of a chunk of the value.
func (v valueShape) panel(chunk []float32, p int) []float32 {
	return chunk[p*v.capacity*kernel.Lane : (p+1)*v.capacity*kernel.Lane]
}

// positions is the rows that n pictures have.
func (v valueShape) positions(n int) int { return n * v.Height * v.Width }

// clearBorder clears the row of zeros of each panel.
func (v valueShape) clearBorder(chunk []float32) {
	for p := range v.panels {
		clear(v.panel(chunk, p)[v.rows*kernel.Lane : (v.rows+1)*kernel.Lane])
	}
}

// count is the number of pictures in chunk c of the batch.
func (x *exec) count(c int) int { return min(x.chunk, x.pictures-c*x.chunk) }

// countRows fills counts for the batch.
func (x *exec) countRows() {
	for _, o := range x.ops {
		if o, ok := o.(*convOp); ok {
			for c := range x.chunks(x.pictures) {
				x.counts[o.place][c] = int32(x.values[o.out].positions(x.count(c)))
			}
		}
	}
}
